/** `besitos content`: check, publish, and import what writers wrote. */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { checkContent, errorsIn } from '../../commands/contenido/revision/check.ts';
import { type Content, idsOfOtherStories } from '../../commands/contenido/revision/content.ts';
import { diffContent } from '../../commands/contenido/revision/diff.ts';
import { ContentError, formatProblem } from '../../commands/contenido/revision/problems.ts';
import { CommandError } from '../../commands/errores.ts';
import { CONTENT_FOLDER } from '../content/bundled.ts';
import { linesOf } from '../content/diff-lines.ts';
import { loadContent } from '../content/load.ts';
import { publishContent } from '../content/publish.ts';
import { writeStory } from '../content/write.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

const EDITOR = { tipo: 'admin', id: 'besitos-content' } as const;

export function registerContent(program: Command): void {
  const content = program
    .command('content')
    .description('check, publish and import stories, experiences and shop items');
  const folder = new Option('--folder <folder>', 'where the content files are').default(
    CONTENT_FOLDER,
    'content',
  );

  content
    .command('check')
    .description('check the files: schemas, references, reachability, prices, words')
    .addOption(folder)
    .action(({ folder }: { folder: string }, command: Command) =>
      reporting(() => check(loadContent(resolve(folder)), wantsJson(command))),
    );

  const forEveryone = new Option(
    '--for-everyone',
    'readers under way go on in the new edition too, not only those who begin from now on',
  ).default(false);
  const withdrawMissing = new Option(
    '--withdraw-missing',
    'withdraw what is published and in no file',
  ).default(false);

  content
    .command('diff')
    .description('what publishing would change, story by story, and whom it would concern')
    .addOption(folder)
    .addOption(forEveryone)
    .addOption(withdrawMissing)
    .action((options: PublishingOptions, command: Command) =>
      reporting(() => showDiff(loadContent(resolve(options.folder)), options, wantsJson(command))),
    );

  content
    .command('publish')
    .description('publish what is new or changed, as the next edition of each story')
    .addOption(folder)
    .addOption(forEveryone)
    .addOption(withdrawMissing)
    .option('--dry-run', 'only say what would be published', false)
    .action((options: PublishingOptions & { dryRun: boolean }, command: Command) =>
      reporting(() => {
        const content = loadContent(resolve(options.folder));
        return options.dryRun
          ? showDiff(content, options, wantsJson(command))
          : publish(content, options, wantsJson(command));
      }),
    );

  content
    .command('import')
    .description('turn a story written in Ink into content files')
    .argument('<file>', 'the .ink file')
    .addOption(folder)
    .option('--historia <id>', 'id of the story; the file name by default')
    .addOption(
      new Option('--idioma <language>', 'language it is written in').choices(['es', 'en']).default('es'),
    )
    .option('--force', 'write over a story of that id', false)
    .option('--publish', 'publish it at once', false)
    .action((file: string, options: ImportOptions, command: Command) =>
      reporting(() => importStory(file, options, wantsJson(command))),
    );
}

interface PublishingOptions {
  folder: string;
  forEveryone: boolean;
  withdrawMissing: boolean;
}

interface ImportOptions {
  folder: string;
  historia?: string;
  idioma: 'es' | 'en';
  force: boolean;
  publish: boolean;
}

/** Faults of the content are listed, each with its place; they are the writer's to mend, not a crash. */
async function reporting(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ContentError)
      for (const problem of error.problems) print(`✖ ${formatProblem(problem)}`);
    else if (error instanceof CommandError) print(`✖ ${error.message}`);
    else throw error;
    process.exitCode = 1;
  }
}

function check(content: Content, json: boolean): void {
  const findings = checkContent(content);
  const errors = errorsIn(findings);
  if (json) printJson({ ok: errors.length === 0, findings });
  else {
    for (const finding of findings)
      print(`${finding.severity === 'error' ? '✖' : '!'} ${formatProblem(finding)}`);
    const { fragmentos, experiencias, items } = content;
    print(
      `${fragmentos.size} fragments, ${experiencias.size} experiences, ${items.size} items; ${errors.length} errors, ${findings.length - errors.length} warnings`,
    );
  }
  if (errors.length > 0) process.exitCode = 1;
}

type Reach = Pick<PublishingOptions, 'forEveryone' | 'withdrawMissing'>;

const alcanceOf = ({ forEveryone }: Reach) => (forEveryone ? 'todos' : 'nuevos');

async function showDiff(content: Content, options: Reach, json: boolean): Promise<void> {
  await withServices(async ({ catalogoVivo }) => {
    const diff = diffContent(content, catalogoVivo.catalogo, alcanceOf(options));
    if (json) return printJson(diff);
    for (const line of linesOf(diff, options.withdrawMissing)) print(line);
    print(
      `${diff.nuevos.length} new, ${diff.cambiados.length} changed, ${diff.iguales.length} unchanged; nothing was published`,
    );
  });
}

async function publish(content: Content, options: Reach, json: boolean): Promise<void> {
  await withServices(async ({ bus, catalogoVivo }) => {
    const { catalogo } = catalogoVivo;
    const alcance = alcanceOf(options);
    if (!json)
      for (const line of linesOf(diffContent(content, catalogo, alcance), options.withdrawMissing))
        print(line);
    const result = await publishContent({
      content,
      bus,
      catalogo,
      actor: EDITOR,
      alcance,
      retirarLoDemas: options.withdrawMissing,
    });
    if (json) return printJson(result);
    for (const { tipo, id, version } of result.publicados) print(`✔ ${tipo} ${id}, version ${version}`);
    for (const { tipo, id } of result.retirados) print(`✔ ${tipo} ${id}, withdrawn`);
    for (const { item, cantidad } of result.existencias) print(`✔ item ${item}, ${cantidad} in stock`);
    for (const { historia, edicion } of result.ediciones) print(`✔ story ${historia}, edition ${edicion}`);
    print(`${result.publicados.length} published, ${result.sinCambios} unchanged`);
  });
}

async function importStory(file: string, options: ImportOptions, json: boolean): Promise<void> {
  // The Ink compiler is large, and only this verb needs it.
  const { formatInkProblem, importInk, InkImportError, inkStoryId } = await import('../content/ink.ts');
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(file, 'utf8');
  const historia = options.historia ?? inkStoryId(source) ?? basename(file, '.ink').toLowerCase();
  const { idioma, force } = options;
  try {
    const reservados = idsOfOtherStories(loadContent(folder), historia);
    const fragmentos = importInk(source, { historia, idioma, reservados });
    const files = writeStory(folder, historia, fragmentos, { force });
    if (json) printJson({ historia, files });
    else
      print(
        `✔ ${fragmentos.length} fragments in historias/${historia}; translate them, then: npm run -s besitos -- content publish`,
      );
  } catch (error) {
    if (!(error instanceof InkImportError)) throw error;
    for (const problem of error.problems) print(`✖ ${basename(file)}: ${formatInkProblem(problem)}`);
    process.exitCode = 1;
    return;
  }
  if (options.publish)
    await publish(loadContent(folder), { forEveryone: false, withdrawMissing: false }, json);
}
