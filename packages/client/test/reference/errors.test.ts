/** Every documented error has its number and its text. */

import { expect, it } from 'vitest';
import { ERROR_CODES, MQTTError } from '../../src/index.ts';
import { ERRORS } from './errors.ts';

it('the table is the documented one: 101 rows, 99 numbers', () => {
  const rows = Object.entries(ERROR_CODES).flatMap(([group, texts]) =>
    Object.entries(texts).map(([code, text]) => [group, Number(code), text]),
  );
  expect(rows).toHaveLength(101);
  expect(new Set(rows.map(([, code]) => code)).size).toBe(99);
  expect([...rows].sort()).toEqual([...ERRORS].sort());
});

it('an error is an Error with a number', () => {
  const cause = new Error('why');
  const error = new MQTTError(201, 'Timeout.', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'MQTTError', code: 201, message: 'Timeout.', cause });
});
