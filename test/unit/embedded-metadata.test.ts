import { describe, expect, it } from 'vitest';
import {
  firstReadable,
  NO_METADATA,
  parseMetadata,
  recreatedMetadata,
  SOFT_DELETED,
  SOFT_DELETED_JSON,
} from '../../src/events/embedded/streams/metadata.ts';

const parse = (json: string) => parseMetadata(Buffer.from(json));

describe('stream metadata', () => {
  it('is read from its keys', () => {
    expect(parse('{"$maxCount":3,"$maxAge":60,"$tb":7,"own":true}')).toEqual({
      maxCount: 3,
      maxAgeSeconds: 60,
      truncateBefore: 7,
    });
  });

  it('has an access list of single roles and of several', () => {
    expect(parse('{"$acl":{"$r":"ana","$w":["ana","$ops"],"$d":[],"own":1}}').acl).toEqual({
      read: ['ana'],
      write: ['ana', '$ops'],
      delete: [],
    });
  });

  it('of a soft delete hides everything', () => {
    expect(parse(SOFT_DELETED_JSON).truncateBefore).toBe(SOFT_DELETED);
  });

  it.each([
    '',
    'no JSON',
    '[]',
    'null',
    '7',
    '{"$maxCount":"3"}',
    '{"$maxCount":0}',
    '{"$tb":-1}',
    '{"$maxAge":1.5}',
    '{"$maxCount":3,"$acl":"$userStreamAcl"}',
    '{"$maxCount":3,"$acl":{"$r":7}}',
    '{"$maxCount":3,"$acl":{"$r":[null]}}',
  ])('that is malformed bounds nothing: %s', (json) => {
    expect(parse(json)).toEqual(NO_METADATA);
  });

  it('bounds reads by the higher of $tb and $maxCount', () => {
    expect(firstReadable(NO_METADATA, 9)).toBe(0);
    expect(firstReadable({ ...NO_METADATA, truncateBefore: 4, maxCount: 3 }, 9)).toBe(7);
    expect(firstReadable({ ...NO_METADATA, truncateBefore: 8, maxCount: 3 }, 9)).toBe(8);
    expect(firstReadable({ ...NO_METADATA, maxCount: 30 }, 9)).toBe(0);
  });

  it('of a stream that comes back keeps what it had', () => {
    expect(recreatedMetadata(Buffer.from('{"own":1,"$tb":5}'), 10)).toBe('{"own":1,"$tb":10}');
    expect(recreatedMetadata(Buffer.from('bytes'), 10)).toBeUndefined();
  });
});
