/**
 * RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that a hash of it can be repeated by anyone.
 * Written here because every append and every verification passes through it; held to the reference
 * implementation by a property test.
 */

/** Raised where a value has no canonical form (a lone surrogate, NaN, a function); names the path. */
export class CanonicalFormError extends Error {
  readonly code = 'NO_CANONICAL_FORM';
}

/**
 * Canonical JSON text of a value. Properties whose value is `undefined` are left out, as JSON leaves them out.
 * @throws CanonicalFormError
 */
export function canonicalJson(value: unknown): string {
  const text = write(value);
  if (text === null) throw new CanonicalFormError(whyNot(value, '$') ?? 'no canonical form');
  return text;
}

/** Whether two values have the same canonical text; found out without making it, at the first difference. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isSameJson(item, other[index]))
    );
  return hasSameFields(one as Record<string, unknown>, other as Record<string, unknown>);
}

function hasSameFields(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  let more = 0;
  for (const key in other) if (other[key] !== undefined) more += 1;
  for (const key in one) {
    if (one[key] === undefined) continue;
    if (!Object.hasOwn(other, key) || !isSameJson(one[key], other[key])) return false;
    more -= 1;
  }
  return more === 0;
}

/** The text, or null for what has none: where that is, is looked for only then. */
function write(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : null;
    case 'number':
      return Number.isFinite(value) ? String(value === 0 ? 0 : value) : null;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value) : writeObject(value as Record<string, unknown>);
    default:
      return null;
  }
}

function writeArray(values: readonly unknown[]): string | null {
  let text = '[';
  for (let index = 0; index < values.length; index++) {
    const item = write(values[index]);
    if (item === null) return null;
    text += index === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>): string | null {
  const keys = Object.keys(object);
  // Most objects that pass here were made in this order already.
  for (let index = 1; index < keys.length; index++)
    if (keys[index]! < keys[index - 1]!) {
      keys.sort();
      break;
    }
  let text = '{';
  for (const key of keys) {
    const value = object[key];
    if (value === undefined) continue;
    const item = write(value);
    if (item === null || !key.isWellFormed()) return null;
    text += text.length > 1 ? `,${JSON.stringify(key)}:${item}` : `${JSON.stringify(key)}:${item}`;
  }
  return `${text}}`;
}

function whyNot(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : `lone surrogate at ${path}`;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `not a finite number at ${path}`;
  if (typeof value === 'boolean' || value === null) return null;
  if (typeof value !== 'object') return `a ${typeof value} has no JSON form, at ${path}`;
  if (Array.isArray(value))
    return firstOf(value.map((item, index) => () => whyNot(item, `${path}[${index}]`)));
  return firstOf(
    Object.entries(value).map(([key, inner]) => () => {
      if (inner === undefined) return null;
      return key.isWellFormed() ? whyNot(inner, `${path}.${key}`) : `lone surrogate in a key at ${path}`;
    }),
  );
}

function firstOf(looks: (() => string | null)[]): string | null {
  for (const look of looks) {
    const found = look();
    if (found !== null) return found;
  }
  return null;
}
