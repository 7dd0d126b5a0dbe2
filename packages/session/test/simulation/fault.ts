/** What a run found: a property that does not hold. */

export class SimulationFault extends Error {
  override readonly name = 'SimulationFault';
}

export function fault(message: string): never {
  throw new SimulationFault(message);
}

export function demand(holds: boolean, message: string): void {
  if (!holds) fault(message);
}
