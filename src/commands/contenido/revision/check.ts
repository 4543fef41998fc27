/** All checks of content as a whole; pure. Publishing in the program and checking files on disk are these same checks. */
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import { checkPrices } from './check-economy.ts';
import { checkReferences } from './check-references.ts';
import { checkRequirements } from './check-requirements.ts';
import { checkShape } from './check-shape.ts';
import { checkStories } from './check-story.ts';
import { checkWords } from './check-words.ts';
import type { Content } from './content.ts';
import { type Finding, type Report, reporter } from './finding.ts';

/** What is wrong or doubtful, by file and line; errors keep the content from being published. */
export function checkContent(content: Content, reglas: Reglas = REGLAS): Finding[] {
  const findings: Finding[] = [];
  review(content, reporter(content, findings), reglas);
  return findings.sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  );
}

/** Reports what is wrong or doubtful, kind by kind. */
export function review(content: Content, report: Report, reglas: Reglas): void {
  checkShape(content, report, reglas);
  checkReferences(content, report);
  checkStories(content, report);
  const attainable = checkRequirements(content, report, reglas);
  checkPrices(content, attainable, report, reglas);
  checkWords(content, report);
}

export const errorsIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'error');
