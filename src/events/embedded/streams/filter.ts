import { recordStreamName, recordType } from '../wire/record.ts';

/** How a filter is asked for: a regular expression if it is not empty, else prefixes. */
export interface FilterExpression {
  readonly on: 'stream' | 'type';
  readonly regex: string;
  readonly prefixes: readonly string[];
}

export type RecordFilter = (record: Buffer) => boolean;

/** Event types are few: what was found for one is remembered, up to this many. */
const REMEMBERED_TYPES = 4_096;

/** Compiles a filter; throws `SyntaxError` if its regular expression is not one. */
export function compileFilter(expression: FilterExpression): RecordFilter {
  const matches = compileText(expression);
  if (expression.on === 'stream') return (record) => matches(recordStreamName(record).toString('utf8'));
  const known = new Map<string, boolean>();
  return (record) => {
    const type = recordType(record);
    let isMatch = known.get(type);
    if (isMatch === undefined) {
      isMatch = matches(type);
      if (known.size >= REMEMBERED_TYPES) known.clear();
      known.set(type, isMatch);
    }
    return isMatch;
  };
}

function compileText({ regex, prefixes }: FilterExpression): (text: string) => boolean {
  if (regex !== '') {
    const pattern = new RegExp(regex);
    return (text) => pattern.test(text);
  }
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}
