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
export function canonicalJson(value: unknown, path = '$'): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new CanonicalFormError(`lone surrogate at ${path}`);
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new CanonicalFormError(`not a finite number at ${path}`);
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) {
        let text = '[';
        for (let index = 0; index < value.length; index++) {
          if (index > 0) text += ',';
          text += canonicalJson(value[index], `${path}[${index}]`);
        }
        return `${text}]`;
      }
      const object = value as Record<string, unknown>;
      let text = '{';
      for (const key of Object.keys(object).sort()) {
        if (object[key] === undefined) continue;
        if (!key.isWellFormed()) throw new CanonicalFormError(`lone surrogate in a key at ${path}`);
        if (text.length > 1) text += ',';
        text += `${JSON.stringify(key)}:${canonicalJson(object[key], `${path}.${key}`)}`;
      }
      return `${text}}`;
    }
    default:
      throw new CanonicalFormError(`a ${typeof value} has no JSON form, at ${path}`);
  }
}
