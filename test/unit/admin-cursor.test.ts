/** Cursors: opaque, and good only for the list that gave them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorOf, isPosition, nextCursor, positionIn } from '../../src/admin/cursor.ts';

describe('a cursor', () => {
  test('gives back the position it was made of, whatever that is', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n - 1n), (position) => {
        expect(positionIn('usuarios', cursorOf('usuarios', String(position)))).toBe(String(position));
      }),
    );
  });

  test('is good for its own list only', () => {
    expect(positionIn('movimientos', cursorOf('usuarios', '7'))).toBeNull();
    expect(positionIn('usuario', cursorOf('usuarios', '7'))).toBeNull();
  });

  test.each([
    '',
    '7',
    'no',
    '!!!',
    Buffer.from('usuarios:').toString('base64url'),
    Buffer.from('usuarios:-1').toString('base64url'),
    Buffer.from('usuarios:9223372036854775808').toString('base64url'),
    Buffer.from('usuarios:7 ').toString('base64url'),
    `${cursorOf('usuarios', '77')}=`,
    `${cursorOf('usuarios', '77')}!`,
  ])('is not %j', (text) => {
    expect(positionIn('usuarios', text)).toBeNull();
  });

  test('is none after the last page', () => {
    expect(nextCursor('usuarios', null)).toBeNull();
    expect(nextCursor('usuarios', '0')).toBe(cursorOf('usuarios', '0'));
  });
});

test('a position is what 63 bits hold', () => {
  expect(['0', '9223372036854775807'].map(isPosition)).toEqual([true, true]);
  expect(['', '-1', '1.5', '1e3', '9223372036854775808', '12345678901234567890'].map(isPosition)).toEqual(
    Array(6).fill(false),
  );
});
