/** The guide for admins is followed to the letter: its shell commands run as they stand, against the real API. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { type AdminHarness, openAdminApi, SENDABLE } from './admin-harness.ts';

const run = promisify(execFile);
const PAGE = new URL('../../docs/how-to/administrar.md', import.meta.url);

let harness: AdminHarness;

beforeAll(async () => {
  harness = await openAdminApi();
}, 120_000);

afterAll(() => harness?.close());

describe('docs/how-to/administrar.md', () => {
  test('is true: its commands are done as they stand there, in order', async () => {
    const { api, folder, keys, newUser, paid, services } = harness;
    const { bus, catalogoVivo } = services;
    const { position } = await publishBundledContent(bus, catalogoVivo.catalogo);
    if (position !== null) await catalogoVivo.reach(position);
    const usuarioId = await newUser(200);
    const item = catalogoVivo.catalogo
      .items()
      .find(
        ({ tipo, vip, requisitos, precio }) => tipo === 'consumible' && !vip && !requisitos && precio < 150,
      )!;
    const bought = await bus.execute({
      id: randomUUID(),
      actor: { tipo: 'usuario', id: usuarioId },
      tipo: 'ComprarItem',
      datos: { usuarioId, item: item.id, precio: item.precio },
    });
    const compra =
      bought.revision -
      bought.eventos.length +
      1 +
      bought.eventos.findIndex(({ type }) => type === 'ItemComprado');
    const pago = await paid(usuarioId, 'cargo-1');

    const page = readFileSync(PAGE, 'utf8');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
    const lines = blocks.join('\n').split('\n');
    // A line with an ellipsis is for the reader to fill in: here, from the answers before it.
    const values: Record<string, string> = {
      USUARIO: usuarioId,
      MOVIMIENTO: '1',
      COMPRA: String(compra),
      PAGO: pago,
      REVISION:
        '$(grep -o \'"tipo":"UsuarioMarcado","datos":{"revision":"[^"]*\' "$ANSWERS" | cut -d\\" -f10)',
    };
    const script = lines
      .map((line) =>
        line.replace(/^export (\w+)=….*$/, (_, name: string) => `export ${name}=${values[name]}`),
      )
      .map((line) =>
        line.startsWith('comando ') || line.startsWith('BESITOS_KEY=') ? `${line} >> "$ANSWERS"` : line,
      )
      .join('\n');
    const answersFile = `${folder.dir}/answers`;
    await run('bash', ['--norc', '--noprofile', '-euo', 'pipefail', '-c', script], {
      env: {
        PATH: process.env.PATH,
        BESITOS_API: `${api.origin}/api/v1`,
        BESITOS_KEY: keys.admin,
        BESITOS_KEY_2: keys.otra,
        ANSWERS: answersFile,
      },
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(
        `${readFileSync(answersFile, 'utf8').split('\n').at(-1)}\n${error.stdout}\n${error.stderr}`,
      );
    });
    const answers = readFileSync(answersFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.length).toBe(lines.filter((line) => /^(?:BESITOS_KEY=\S+ )?comando \w/.test(line)).length);
    const changed = answers.map(({ eventos }) => eventos.map(({ tipo }: { tipo: string }) => tipo).join('+'));
    expect(changed).toMatchInlineSnapshot(`
      [
        "BesitosOtorgados",
        "BesitosOtorgados",
        "BesitosGastados",
        "VipActivado",
        "AjusteSolicitado",
        "AjusteAprobado",
        "MovimientoRevertido",
        "CompraReembolsada+ItemDevuelto+BesitosOtorgados",
        "ReembolsoSolicitado",
        "UsuarioSuspendido",
        "UsuarioReactivado",
        "UsuarioMarcado",
        "RevisionResuelta",
        "CodigoCreado",
        "RecompensasConfiguradas",
        "FuncionCambiada",
        "ItemPublicado",
        "PrecioCambiado",
        "ItemPublicado",
        "ExistenciasRepuestas",
        "ItemRetirado",
        "HistoriaPublicada",
        "PublicacionHecha",
        "DifusionCreada",
        "DifusionDetenida",
        "DifusionReanudada",
        "EliminacionSolicitada",
      ]
    `);
    const tipos = lines.flatMap((line) => /comando ([A-Z]\w+) /.exec(line)?.[1] ?? []);
    expect(tipos.filter((tipo) => !SENDABLE.some(([known]) => known === tipo))).toEqual([]);
  });
});
