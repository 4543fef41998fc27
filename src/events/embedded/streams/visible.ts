import { isSystemRecord, recordStreamName } from '../wire/record.ts';

const ALL_GROUP_PREFIX = '$persistentsubscription-$all::';

/** Whether a stream holds what groups on the log write down for themselves: to show it to them would feed them for ever. */
export function isOwnStreamOfAllGroup(stream: string): boolean {
  return (
    stream.startsWith(ALL_GROUP_PREFIX) && (stream.endsWith('-checkpoint') || stream.endsWith('-parked'))
  );
}

/**
 * Whether a record of the log is shown to those who read the log: what was scavenged is not there, and what groups on the log
 * write for themselves nobody is shown, as on the server.
 */
export function isVisibleInLog(record: Buffer): boolean {
  if (record.length === 0) return false;
  return !isSystemRecord(record) || !isOwnStreamOfAllGroup(recordStreamName(record).toString('utf8'));
}
