/** What GitHub runs exists here: the workflows parse, and every script, command and file that they name is there. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly env?: Readonly<Record<string, string | boolean>>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const ROOT = join(import.meta.dirname, '..');
const FOLDER = '.github/workflows';
const names = readdirSync(join(ROOT, FOLDER));
const { scripts, packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** Of pnpm itself. */
const BUILT_IN = ['install', 'audit'];

function workflow(name: string): Workflow {
  return parse(readFileSync(join(ROOT, FOLDER, name), 'utf8'), { strict: true });
}

/** What the steps of a workflow run, in their order; the commands that are given to an action among them. */
function commands({ jobs }: Workflow): string[] {
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  return steps.flatMap((step) => {
    const given = [step.run, step.with?.['version'], step.with?.['publish']];
    return given.filter((command) => typeof command === 'string');
  });
}

it('are the two that there should be', () => {
  expect(names.sort()).toEqual(['ci.yml', 'release.yml']);
});

describe.each(names)('%s', (name) => {
  const { on, permissions, jobs, ...rest } = workflow(name);
  const all = commands({ on, permissions, jobs, ...rest });

  it('reads by default, and has jobs that do something', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.keys(on).length).toBeGreaterThan(0);
    for (const job of Object.values(jobs)) expect(job.uses ?? job.steps?.length).toBeTruthy();
  });

  it('names scripts and files that exist', () => {
    const used = all.flatMap((command) => /^pnpm ([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(used.filter((script) => !(script in scripts) && !BUILT_IN.includes(script))).toEqual([]);
    const files = [
      ...all.flatMap((command) => /^bash (\S+)/.exec(command)?.[1] ?? []),
      ...Object.values(jobs).flatMap((job) => (job.uses?.startsWith('./') ? [job.uses] : [])),
    ];
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('takes the pnpm that the project is pinned to', () => {
    const versions = all.flatMap((command) => /pnpm@[\d.]+/.exec(command)?.[0] ?? []);
    expect(versions.filter((version) => version !== packageManager)).toEqual([]);
  });

  it('needs only jobs that are there', () => {
    const needed = Object.values(jobs).flatMap((job) => job.needs ?? []);
    expect(needed.filter((job) => !(job in jobs))).toEqual([]);
  });
});

describe('a release', () => {
  const { jobs } = workflow('release.yml');
  const { release } = jobs;

  it('waits for the whole check', () => {
    expect(release?.needs).toBe('check');
    expect(jobs['check']?.uses).toBe(`./${FOLDER}/ci.yml`);
    expect(Object.keys(workflow('ci.yml').on)).toContain('workflow_call');
  });

  it('asks for vulnerabilities before it publishes, and proves where packages come from', () => {
    const steps = release?.steps ?? [];
    const audit = steps.findIndex((step) => step.run?.startsWith('pnpm audit'));
    const publish = steps.findIndex((step) => step.with?.['publish'] !== undefined);
    expect(audit).toBeGreaterThan(0);
    expect(publish).toBeGreaterThan(audit);
    expect(release?.permissions).toMatchObject({ 'id-token': 'write' });
    expect(steps[publish]?.env).toMatchObject({ NPM_CONFIG_PROVENANCE: true });
  });
});
