/** Every single-place change of a JSON value: what a schema must refuse, or a hash must notice. */

export type Path = readonly (string | number)[];

/** Paths of all strings, numbers, booleans and nulls inside a value. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) =>
    leavesOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Paths of all objects inside a value, the value itself first. */
export function objectsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, part]) =>
    objectsOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? inside : [path, ...inside];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((part, key) => (part as Record<string | number, unknown>)[key], value);
}

/** A copy with something else at one place; `undefined` takes the property away. */
export function withAt<Value>(value: Value, path: Path, next: unknown): Value {
  const copy = structuredClone(value);
  const key = path.at(-1);
  if (key === undefined) return next as Value;
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  if (next === undefined) delete holder[key];
  else holder[key] = next;
  return copy;
}
