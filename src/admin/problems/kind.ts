/** How one kind of problem is written down: its HTTP status, and its title and detail in both languages. */
import type { Language } from '../language.ts';

export interface ProblemText {
  title: string;
  /** `{name}` stands for that value of the error's data. */
  detail: string;
}
export interface ProblemKind extends Record<Language, ProblemText> {
  status: number;
}

export const problem = (
  status: number,
  [titleEs, detailEs]: readonly [string, string],
  [titleEn, detailEn]: readonly [string, string],
): ProblemKind => ({
  status,
  es: { title: titleEs, detail: detailEs },
  en: { title: titleEn, detail: detailEn },
});
