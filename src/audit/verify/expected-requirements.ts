/** Expected rows of `requisitos_*`: what users have, what content asks for, and what is missing. */
import { canonicalJson } from '../../events/canonico.ts';
import { REGLAS } from '../../events/reglas.ts';
import type { Fact, Objects, Part, Raw } from './raw.ts';

interface Lots {
  [caduca: string]: number;
}

interface Person {
  saldo: number;
  lots: Lots;
  holds: Record<string, { cantidad: number; lotes: { cantidad: number; caduca: string }[] }>;
  ganado: number;
  arquetipo: string | null;
  vip: { hasta: string; pago: string | null; renovacion: string } | null;
  inventario: Record<string, number>;
  decisiones: Record<string, true>;
  visitados: Record<string, true>;
  desbloqueados: Record<string, true>;
  experiencias: Record<string, Raw>;
}

interface Levels {
  valor: number[];
  cambios: number;
}

interface Known {
  person: Person;
  text: string;
  /** When something last changed, and what was asked for and the levels then. */
  at: string;
  contents: ReadonlyMap<string, Raw>;
  levels: Levels | null;
}

export function requirementRows(): Part {
  const people = new Map<string, Known>();
  let contents: ReadonlyMap<string, Raw> = new Map();
  let levels: Levels | null = null;

  function event({ type, data, at, user }: Fact): void {
    if (type === 'FragmentoPublicado') publish('fragmento', data.fragmento, data.version);
    else if (type === 'ExperienciaPublicada') publish('experiencia', data.experiencia, data.version);
    else if (type === 'ItemPublicado') publish('item', data.item, data.version);
    else if (type === 'PrecioCambiado') {
      const item = contents.get(`item|${data.id}`);
      if (item) contents = new Map(contents).set(`item|${data.id}`, { ...item, version: data.version });
    } else if (type === 'RecompensasConfiguradas') {
      if (data.cambios.niveles) levels = { valor: data.cambios.niveles, cambios: (levels?.cambios ?? 0) + 1 };
    } else if (type === 'UsuarioRegistrado') {
      const person = nobody();
      people.set(user, { person, text: textOf(person), at, contents, levels });
    } else if (type === 'UsuarioEliminado') {
      people.delete(user);
    } else {
      const known = people.get(user);
      if (!known) return;
      happen(known.person, type, data, user);
      const text = textOf(known.person);
      if (text === known.text) return;
      Object.assign(known, { text, at, contents, levels });
    }
  }

  function publish(tipo: string, content: Raw, version: number): void {
    const key = `${tipo}|${content.id}`;
    const asks = {
      id: content.id,
      version,
      vip: content.vip === true,
      requisitos: content.requisitos ?? null,
    };
    contents = new Map(contents).set(key, asks);
  }

  return {
    event,
    rows() {
      const cumplidos: Objects = new Map();
      for (const [user, known] of people) {
        const respuestas: Record<string, unknown> = {};
        for (const [key, content] of known.contents)
          if (asksFor(content)) respuestas[key] = answerOf(known, content);
        cumplidos.set(user, { reglas: known.levels?.cambios ?? 0, respuestas });
      }
      return {
        requisitos_estado: new Map([...people].map(([id, { text }]) => [id, { estado: JSON.parse(text) }])),
        requisitos_contenido: new Map(contents),
        requisitos_reglas: new Map(levels ? [['niveles', { ...levels }]] : []),
        requisitos_cumplidos: cumplidos,
      };
    },
  };
}

const asksFor = (content: Raw): boolean => content.vip || content.requisitos !== null;

function answerOf(known: Known, content: Raw): Record<string, unknown> {
  const { person, at, levels } = known;
  const thresholds = levels?.valor ?? REGLAS.niveles;
  const faltan: Raw[] = [];
  const turns: string[] = [];
  if (content.vip) {
    if (!isVip(person, at)) faltan.push({ tipo: 'vip' });
    if (person.vip) turns.push(person.vip.hasta);
  }
  if (content.requisitos && !person.desbloqueados[content.id]) {
    faltan.push(...missing(content.requisitos, person, at, thresholds));
    collect(content.requisitos, person, turns);
  }
  const later = turns.map((turn) => Date.parse(turn)).filter((time) => time > Date.parse(at));
  return {
    version: content.version,
    faltan,
    hasta: later.length === 0 ? null : new Date(Math.min(...later)).toISOString(),
  };
}

const isVip = ({ vip }: Person, at: string): boolean => vip !== null && vip.hasta > at;

function missing(node: Raw, person: Person, at: string, levels: readonly number[]): Raw[] {
  const [kind, value] = Object.entries(node)[0] as [string, Raw];
  const unless = (holds: boolean, leaf: Raw): Raw[] => (holds ? [] : [leaf]);
  switch (kind) {
    case 'all':
      return value.flatMap((part: Raw) => missing(part, person, at, levels));
    case 'any': {
      const branches: Raw[][] = value.map((part: Raw) => missing(part, person, at, levels));
      const fewest = Math.min(...branches.map(({ length }) => length));
      return branches.find(({ length }) => length === fewest)!;
    }
    case 'not': {
      if (missing(value, person, at, levels).length > 0) return [];
      const [tipo, id] = Object.entries(value)[0]!;
      const isNamed = ['item', 'decision', 'fragmento', 'experiencia', 'arquetipo'].includes(tipo);
      return [isNamed ? { tipo, id, no: true } : { tipo: 'ninguno' }];
    }
    case 'vip':
      return unless(isVip(person, at), { tipo: 'vip' });
    case 'saldo': {
      let actual = person.saldo;
      for (const [caduca, cantidad] of Object.entries(person.lots)) if (caduca <= at) actual -= cantidad;
      return unless(actual >= value, { tipo: 'saldo', necesario: value, actual });
    }
    case 'nivel': {
      let actual = 1;
      for (const from of levels) if (person.ganado >= from) actual += 1;
      return unless(actual >= value, { tipo: 'nivel', necesario: value, actual });
    }
    case 'item':
      return unless((person.inventario[value] ?? 0) >= 1, { tipo: kind, id: value });
    case 'decision':
      return unless(value in person.decisiones, { tipo: kind, id: value });
    case 'fragmento':
      return unless(value in person.visitados, { tipo: kind, id: value });
    case 'experiencia':
      return unless(person.experiencias[value]?.terminada === true, { tipo: kind, id: value });
    case 'arquetipo':
      return unless(person.arquetipo === value, { tipo: kind, id: value });
    case 'desde':
      return unless(new Date(at) >= new Date(value), { tipo: kind, instante: value });
    case 'hasta':
      return unless(new Date(at) < new Date(value), { tipo: kind, instante: value });
    default:
      throw new TypeError(`a requirement of no known kind: ${kind}`);
  }
}

function collect(node: Raw, person: Person, turns: string[]): void {
  const [kind, value] = Object.entries(node)[0] as [string, Raw];
  if (kind === 'all' || kind === 'any') for (const part of value) collect(part, person, turns);
  if (kind === 'not') collect(value, person, turns);
  if (kind === 'vip' && person.vip) turns.push(person.vip.hasta);
  if (kind === 'saldo') turns.push(...Object.keys(person.lots));
  if (kind === 'desde' || kind === 'hasta') turns.push(value);
}

const nobody = (): Person => ({
  saldo: 0,
  lots: {},
  holds: {},
  ganado: 0,
  arquetipo: null,
  vip: null,
  inventario: {},
  decisiones: {},
  visitados: {},
  desbloqueados: {},
  experiencias: {},
});

function textOf({ lots, holds, ...person }: Person): string {
  const lotes = Object.keys(lots)
    .sort()
    .map((caduca) => ({ cantidad: lots[caduca], caduca }));
  return canonicalJson({ ...person, lotes, retenciones: holds });
}

function happen(person: Person, type: string, data: Raw, user: string): void {
  money(person, type, data, user);
  const { inventario, decisiones, visitados, experiencias } = person;
  switch (type) {
    case 'ArquetipoAsignado':
      person.arquetipo = data.arquetipo;
      return;
    case 'VipActivado':
    case 'VipRenovado': {
      const before = type === 'VipRenovado' ? person.vip : null;
      const { pago = null, renovacion = 'ninguna' } = before ?? {};
      const paid = data.origen.tipo === 'pago';
      person.vip = {
        hasta: data.hasta,
        pago: paid ? data.origen.id : pago,
        renovacion: paid ? 'activa' : renovacion,
      };
      return;
    }
    case 'VipCancelado':
      if (person.vip) person.vip.renovacion = 'cancelando';
      return;
    case 'CancelacionConfirmada':
      if (person.vip) person.vip.renovacion = 'cancelada';
      return;
    case 'VipTerminado':
      Object.assign(person.vip ?? {}, { hasta: data.hasta, renovacion: 'ninguna' });
      return;
    case 'ItemComprado':
    case 'ItemOtorgado':
      inventario[data.item] = (inventario[data.item] ?? 0) + 1;
      return;
    case 'ItemUsado':
    case 'ItemDevuelto':
      inventario[data.item] = (inventario[data.item] ?? 0) - 1;
      if (inventario[data.item] === 0) delete inventario[data.item];
      return;
    case 'FragmentoAbierto':
      visitados[data.fragmento] = true;
      return;
    case 'DecisionTomada':
      decisiones[`${data.fragmento}/${data.decision}`] = true;
      visitados[data.destino] = true;
      return;
    case 'ContenidoDesbloqueado':
      person.desbloqueados[data.contenido] = true;
      return;
    case 'ExperienciaIniciada': {
      const { version, componentes: total } = data;
      experiencias[data.experiencia] = { version, total, completados: [], terminada: false };
      return;
    }
    case 'ExperienciaCompletada':
      if (experiencias[data.experiencia]) experiencias[data.experiencia].terminada = true;
      return;
    default:
  }
}

function money(person: Person, type: string, data: Raw, user: string): void {
  if (!Array.isArray(data.apuntes)) return;
  const wallet = data.apuntes.find((posting: Raw) => posting.cuenta === `usuario:${user}:cartera`);
  const effect: number = wallet?.importe ?? 0;
  person.saldo += effect;
  const { lots } = person;
  const put = (lot: { cantidad: number; caduca: string }) => {
    lots[lot.caduca] = (lots[lot.caduca] ?? 0) + lot.cantidad;
  };
  if (type === 'BesitosOtorgados') {
    if (!['reembolso', 'ajuste', 'regalo_recibido'].includes(data.razon)) person.ganado += data.cantidad;
    if (data.caduca) put({ cantidad: data.cantidad, caduca: data.caduca });
  }
  if (type === 'RetencionLiberada') for (const lot of person.holds[data.proceso]?.lotes ?? []) put(lot);
  // Promotional besitos go first, those that lapse soonest before the rest; gifts leave them alone.
  if (effect < 0 && data.razon !== 'regalo_enviado') {
    let rest = -effect;
    for (const caduca of Object.keys(lots).sort()) {
      const taken = Math.min(rest, lots[caduca]!);
      lots[caduca]! -= taken;
      rest -= taken;
      if (lots[caduca] === 0) delete lots[caduca];
    }
  }
  if (type === 'BesitosRetenidos')
    person.holds[data.proceso] = { cantidad: data.cantidad, lotes: data.lotes };
  if (type === 'RetencionLiberada' || type === 'RetencionCobrada') delete person.holds[data.proceso];
}
