import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type Playground } from '../support/program.ts';

describe('what people press and see', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  it('is tracked within ten seconds: commands, buttons, screens and errors by name, and nothing of what was written', async () => {
    const ana = playground.join('Ana', 'es');
    const usuarioId = () => playground.usuarioIdDe(ana);
    await ana.say('/start');
    await ana.say('/tienda');
    await ana.tapData('i:no-hay-tal-cosa');
    await ana.tapData('zz:forged');
    await ana.say('hola, me llamo Ana');
    await ana.say('/secreto 1234');
    const { pool } = playground.program.services;
    const tracked = async () => {
      const { rows } = await pool.query(
        `select tipo, propiedades, usuario_id from lectura.analytics_events where origen = 'seguimiento' order by ocurrido_en, evento_id`,
      );
      return rows as { tipo: string; propiedades: Record<string, string>; usuario_id: string }[];
    };
    const giveUpAt = Date.now() + 60_000;
    while ((await tracked()).length < 10 && Date.now() < giveUpAt) await sleep(200);
    const rows = await tracked();
    expect(new Set(rows.map(({ usuario_id }) => usuario_id))).toEqual(new Set([await usuarioId()]));
    const said = rows.map(({ tipo, propiedades }) => `${tipo} ${Object.values(propiedades).join(' ')}`);
    expect(said).toEqual(
      expect.arrayContaining([
        'comando start',
        'pantalla start',
        'comando tienda',
        'pantalla tienda',
        'boton item',
        'boton otro',
        'pantalla otro',
        'pantalla texto',
        'comando otro',
      ]),
    );
    expect(
      said.some((one) => /^(error CONTENT_NOT_FOUND|error ITEM_NOT_AVAILABLE|pantalla) item$/.test(one)),
    ).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/hola|secreto|1234|forged|cosa/);
    expect(await playground.differences()).toEqual([]);
  });
});
