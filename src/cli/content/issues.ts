/** Schema issues in words a writer understands: of a union that fits nowhere, the one branch that was meant. */
import type { z } from 'zod';
import type { Path } from '../../commands/contenido/revision/content.ts';

type Issue = z.core.$ZodIssue;

export interface FlatIssue {
  path: Path;
  message: string;
}

const REQUISITOS =
  'all, any, not, vip, saldo, item, decision, fragmento, experiencia, arquetipo, nivel, desde, hasta';

export function flattenIssues(issues: readonly Issue[], base: Path = []): FlatIssue[] {
  return issues.flatMap((issue) => flatten(issue, [...base, ...(issue.path as Path)]));
}

function flatten(issue: Issue, path: Path): FlatIssue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `there is no field called ${key} here`,
    }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ path, message: missing(issue) ? 'this field is missing' : issue.message }];
  // Every branch refuses the keys of all others, so the branch that was meant is the one that refuses no key.
  const meant = issue.errors.filter(
    (branch) => !branch.some(({ code, path: at }) => code === 'unrecognized_keys' && at.length === 0),
  );
  const [only] = meant;
  if (meant.length === 1 && only) return flattenIssues(only, path);
  return [{ path, message: `a requirement is exactly one of ${REQUISITOS}` }];
}

function missing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}
