/** What a check of content found: the kinds, how grave each is, and how one is reported. */
import type { Content, Path, TipoDeContenido } from './content.ts';
import type { ContentProblem } from './problems.ts';

/** Each kind with its severity: errors keep content from being published, warnings do not. */
export const FINDINGS = {
  /** A decision leads to a fragment that does not exist. */
  DESTINATION_UNKNOWN: 'error',
  /** A decision leads into another story, where a reader's place is kept apart. */
  DESTINATION_ELSEWHERE: 'error',
  /** A requirement, reward, component or `desbloquea` names what does not exist. */
  REFERENCE_UNKNOWN: 'error',
  COVER_MISSING: 'error',
  COVER_REPEATED: 'error',
  /** No decision leads there, and no item or reward opens it. */
  FRAGMENT_UNREACHABLE: 'error',
  /** A fragment has either decisions or a `final`. */
  FRAGMENT_WITHOUT_WAY_OUT: 'error',
  FRAGMENT_ENDS_AND_GOES_ON: 'error',
  /** Two decisions, components or options of one piece have the same id. */
  ID_REPEATED: 'error',
  QUIZ_WITHOUT_ANSWER: 'error',
  /** `existencias` goes with `limitado`, and with nothing else. */
  STOCK_MISMATCH: 'error',
  /** `desbloquea` goes with `desbloqueo`, and with nothing else. */
  UNLOCK_MISMATCH: 'error',
  /** `uso` goes with `consumible`, and with nothing else. */
  USE_MISMATCH: 'error',
  /** `caducaEnDias` says when the besitos of a reward lapse; this one has none. */
  EXPIRY_WITHOUT_BESITOS: 'error',
  /** Things that wait for one another: none of them can ever happen. */
  REQUIREMENT_CYCLE: 'error',
  /** A requirement that contradicts itself. */
  REQUIREMENT_IMPOSSIBLE: 'error',
  /** More than one reader alone can have within a year. */
  PRICE_IMPOSSIBLE: 'error',
  /** A level above the highest. */
  LEVEL_UNKNOWN: 'error',
  /** Every decision asks for something, so a reader can be left with no button that works. */
  NO_OPEN_WAY_OUT: 'warning',
  /** By decisions that ask for nothing no ending is reached from here. */
  NO_OPEN_ENDING: 'warning',
  /** All rewards of all content together are less than the price. */
  PRICE_OUT_OF_REACH: 'warning',
  /** More than a user is granted in a day: it is always cut. */
  REWARD_ALWAYS_CUT: 'warning',
  /** More Stars, which cost real money, than besitos: the two look swapped. */
  STARS_ABOVE_PRICE: 'warning',
  WORDS_OUTSIDE: 'warning',
  /** The text is the same in both languages: it waits for a translator. */
  UNTRANSLATED: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding extends ContentProblem {
  severity: 'error' | 'warning';
  code: FindingCode;
}

/** How the checks report: about a part of a piece. */
export type Report = (
  code: FindingCode,
  piece: { tipo: TipoDeContenido; id: string; path?: Path },
  message: string,
) => void;

export function reporter(content: Content, findings: Finding[]): Report {
  return (code, { tipo, id, path = [] }, message) =>
    findings.push({
      severity: FINDINGS[code],
      code,
      ...content.locate(tipo, id, path),
      path: path.join('.'),
      message,
    });
}
