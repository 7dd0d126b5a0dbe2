/** The lines of the table, and which of them are wanted. */

const wanted = process.argv.slice(2);

export function isWanted({ name }: { readonly name: string }): boolean {
  return wanted.length === 0 || wanted.some((part) => name.includes(part));
}

export function row(name: string, cells: readonly (string | number)[]): string {
  return name.padEnd(50) + cells.map((cell) => String(cell).padStart(10)).join('');
}

export function heading(cells: readonly string[]): void {
  console.log(row('', cells));
}

export function ratio(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}
