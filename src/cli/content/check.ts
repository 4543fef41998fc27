/** All checks that need more than one file; pure. */
import { checkPrices } from './check-economy.ts';
import { checkReferences } from './check-references.ts';
import { checkRequirements } from './check-requirements.ts';
import { checkShape } from './check-shape.ts';
import { checkStories } from './check-story.ts';
import { checkWords } from './check-words.ts';
import type { Content } from './content.ts';
import { type Finding, reporter } from './finding.ts';

/** What is wrong or doubtful, by file and line; errors keep the content from being published. */
export function checkContent(content: Content): Finding[] {
  const findings: Finding[] = [];
  const report = reporter(content, findings);
  checkShape(content, report);
  checkReferences(content, report);
  checkStories(content, report);
  const attainable = checkRequirements(content, report);
  checkPrices(content, attainable, report);
  checkWords(content, report);
  return findings.sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  );
}

export const errorsIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'error');
