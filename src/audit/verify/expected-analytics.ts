/** Expected rows of analytics: every counter from what each user's stream says, without remembering what the projectors do. */
import type { Fact, Objects, Part, Raw } from './raw.ts';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** Any Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** Properties of each type of event that is counted among what users did and met. */
const KEPT: Record<string, string> = {
  UsuarioRegistrado: 'idioma',
  IdiomaCambiado: 'idioma',
  UsuarioSuspendido: '',
  UsuarioReactivado: '',
  UsuarioMarcado: 'severidad',
  RevisionResuelta: 'resultado',
  ArquetipoAsignado: 'arquetipo puntaje',
  EliminacionSolicitada: 'motivo',
  UsuarioEliminado: '',
  FragmentoAbierto: 'historia fragmento final',
  DecisionTomada: 'historia fragmento decision destino final primera',
  ContenidoReaccionado: 'fragmento emoji',
  PublicacionReaccionada: 'publicacion emoji',
  ExperienciaIniciada: 'experiencia',
  ComponenteCompletado: 'experiencia componente',
  ExperienciaCompletada: 'experiencia',
  ContenidoDesbloqueado: 'contenido',
  CompraIniciada: 'item precio',
  CompraCancelada: 'item motivo',
  ItemComprado: 'item tipo precio moneda',
  ItemOtorgado: 'item tipo',
  ItemUsado: 'item',
  CompraReembolsada: 'item precio moneda',
  CanjeIniciado: 'codigo',
  CodigoCanjeado: 'codigo',
  CanjeCancelado: 'codigo motivo',
  OfertaHecha: 'item precio',
  PedidoCreado: 'estrellas objeto.tipo',
  PedidoAceptado: '',
  PedidoCerrado: 'motivo',
  PagoEntregado: 'estrellas objeto.tipo',
  PagoRevocado: 'objeto.tipo',
  VipActivado: 'origen.tipo',
  VipRenovado: 'origen.tipo',
  VipCancelado: '',
  VipTerminado: 'motivo',
  RegaloDiarioReclamado: 'racha',
  RegaloEnviado: 'cantidad',
  RegaloRecibido: 'cantidad',
  RegaloDevuelto: 'motivo',
  ReferidoRegistrado: '',
  ReferidoCalificado: '',
  ReferidoPremiado: '',
};
const MOVEMENTS = [
  'BesitosOtorgados',
  'BesitosGastados',
  'BesitosRetenidos',
  'RetencionLiberada',
  'RetencionCobrada',
  'MovimientoRevertido',
];

const iso = (ms: number) => new Date(ms).toISOString();
const floor = (ms: number, size: number, from = 0) => from + Math.floor((ms - from) / size) * size;
const day = (ms: number) => iso(floor(ms, 24 * HOUR));
const monday = (ms: number) => iso(floor(ms, WEEK, MONDAY));
const date = (instant: string) => instant.split('T')[0]!;

interface Person {
  row: Record<string, unknown> & { saldo: number; horas: Record<string, string> };
  /** Start of the last hour of life, in milliseconds. */
  alive: number;
}

export function analyticsRows(): Part {
  const rows = {
    analytics_registro: new Map() as Objects,
    analitica_usuarios: new Map() as Objects,
    analitica_activos: new Map() as Objects,
    analitica_por_hora: new Map() as Objects,
    analitica_por_dia: new Map() as Objects,
    analitica_cohortes: new Map() as Objects,
    analitica_conversion: new Map() as Objects,
    analitica_cubos: new Map() as Objects,
    analitica_masa: new Map() as Objects,
    analitica_economia: new Map() as Objects,
    analitica_razones: new Map() as Objects,
    embudo_experiencias: new Map() as Objects,
  };
  const people = new Map<string, Person>();
  const accounts = { users: 0, held: 0, transit: 0 };
  return { rows: () => rows, event };

  function add(
    table: keyof typeof rows,
    key: string,
    columns: string,
    amounts: Record<string, number>,
  ): void {
    const row = rows[table].get(key) ?? Object.fromEntries(columns.split(' ').map((column) => [column, 0]));
    for (const [column, amount] of Object.entries(amounts))
      (row as Record<string, number>)[column]! += amount;
    rows[table].set(key, row);
  }

  function event(fact: Fact): void {
    const { type, user } = fact;
    const isMovement = MOVEMENTS.includes(type);
    if (!isMovement && KEPT[type] === undefined) return;
    const person = people.get(user) ?? { row: { saldo: 0, horas: {} }, alive: Number.NEGATIVE_INFINITY };
    people.set(user, person);
    rows.analitica_usuarios.set(user, person.row);
    if (isMovement) {
      money(fact);
      wallet(person, fact);
    } else {
      kept(fact);
      if (type === 'UsuarioRegistrado') arrives(person, Date.parse(fact.at));
      seen(person, fact);
      steps(person, fact);
      experiences(fact);
    }
    if (type !== 'UsuarioEliminado') return;
    holds(person, 0);
    people.delete(user);
    rows.analitica_usuarios.delete(user);
  }

  function kept({ type, data, at, position, id, user }: Fact): void {
    const propiedades: Raw = {};
    for (const path of KEPT[type]!.split(' ').filter(Boolean)) {
      const [name = '', inner] = path.split('.');
      propiedades[name] = inner === undefined ? data[name] : data[name][inner];
    }
    const what = { evento_id: id, tipo: type, usuario_id: user, ocurrido_en: at, propiedades };
    rows.analytics_registro.set(position, what);
  }

  function spans(ms: number): [string, string][] {
    const month = new Date(ms);
    return [
      ['hora', iso(floor(ms, HOUR))],
      ['dia', day(ms)],
      ['semana', monday(ms)],
      ['mes', iso(Date.UTC(month.getUTCFullYear(), month.getUTCMonth()))],
    ];
  }

  function arrives({ row }: Person, ms: number): void {
    row.cohorte = date(monday(ms));
    for (const [unit, from] of spans(ms))
      add('analitica_activos', `${unit}|${from}`, 'usuarios nuevos', { nuevos: 1 });
    step(row, 'registrados', ms);
  }

  function seen(person: Person, { type, meta, at, user }: Fact): void {
    const ms = Date.parse(at);
    const { row } = person;
    const last = row.horas[type] ? Date.parse(`${row.horas[type]}:00:00Z`) : Number.NEGATIVE_INFINITY;
    const hour = floor(ms, HOUR);
    const isFirstOfHour = hour > last;
    const isFirstOfDay = floor(ms, 24 * HOUR) > last;
    if (isFirstOfHour) row.horas[type] = iso(hour).slice(0, -11);
    const once = (is: boolean) => ({ eventos: 1, usuarios: Number(is) });
    add('analitica_por_hora', `${iso(hour)}|${type}`, 'eventos usuarios', once(isFirstOfHour));
    add('analitica_por_dia', `${date(at)}|${type}`, 'eventos usuarios', once(isFirstOfDay));
    const self = `usuario/${user}`;
    if (`${meta.actor.tipo}/${meta.actor.id}` !== self && type !== 'UsuarioRegistrado') return;
    if (hour <= person.alive) return;
    for (const [unit, from] of spans(ms))
      if (Date.parse(from) > person.alive)
        add('analitica_activos', `${unit}|${from}`, 'usuarios nuevos', { usuarios: 1 });
    if (row.cohorte && Date.parse(monday(ms)) > person.alive) {
      const week = (Date.parse(monday(ms)) - Date.parse(row.cohorte as string)) / WEEK;
      add('analitica_cohortes', `${row.cohorte}|${week}`, 'usuarios', { usuarios: 1 });
    }
    person.alive = hour;
    row.activo_en = iso(hour);
  }

  function steps({ row }: Person, { type, data, at }: Fact): void {
    const first = (column: string, name: string) => {
      if (row[column]) return;
      row[column] = at;
      step(row, name, Date.parse(at));
    };
    if (type === 'DecisionTomada') first('primera_decision_en', 'decidieron');
    if (type === 'ItemComprado') first('primera_compra_en', 'compraron');
    if (!/^Vip(Activado|Renovado)$/.test(type)) return;
    first('primer_vip_en', 'vip');
    if (data.origen.tipo === 'pago') first('primer_pago_vip_en', 'vip_pagado');
  }

  function step(row: Person['row'], name: string, ms: number): void {
    const columns = 'registrados decidieron compraron vip vip_pagado';
    add('analitica_conversion', `dia|${date(day(ms))}`, columns, { [name]: 1 });
    if (row.cohorte) add('analitica_conversion', `cohorte|${row.cohorte}`, columns, { [name]: 1 });
  }

  function wallet(person: Person, { data, user }: Fact): void {
    for (const { cuenta, importe } of data.apuntes)
      if (cuenta === `usuario:${user}:cartera`) holds(person, person.row.saldo + importe);
  }

  function holds({ row }: Person, balance: number): void {
    if (row.saldo > 0)
      add('analitica_cubos', bucket(row.saldo), 'carteras suma', { carteras: -1, suma: -row.saldo });
    row.saldo = balance;
    if (balance > 0) add('analitica_cubos', bucket(balance), 'carteras suma', { carteras: 1, suma: balance });
  }

  function money({ type, data, at, user }: Fact): void {
    const key = date(at);
    const columns = 'emitidos quemados caducados transferidos gastados suministro retenido transito';
    const flows = { emitidos: 0, quemados: 0, caducados: 0, transferidos: 0, gastados: 0 };
    for (const { cuenta, importe } of data.apuntes as { cuenta: string; importe: number }[]) {
      const [owner, name, kind] = cuenta.split(':');
      if (owner === 'usuario') accounts.users += importe;
      if (kind === 'retenido') accounts.held += importe;
      if (name === 'transito') accounts.transit += importe;
      if (owner !== 'sistema' || name === 'transito') continue;
      flows[importe > 0 ? 'quemados' : 'emitidos'] += Math.abs(importe);
      if (name === 'caducado') flows.caducados += Math.max(0, importe);
    }
    const isGift = type === 'BesitosOtorgados' && data.razon === 'regalo_recibido';
    const isBought =
      type === 'RetencionCobrada' ||
      (type === 'BesitosGastados' && ['compra', 'decision'].includes(data.razon));
    if (isGift) flows.transferidos = data.cantidad;
    if (isBought) flows.gastados = data.cantidad;
    add('analitica_economia', key, columns, flows);
    const now = {
      suministro: accounts.users + accounts.transit,
      retenido: accounts.held,
      transito: accounts.transit,
    };
    Object.assign(rows.analitica_economia.get(key)!, now);
    rows.analitica_masa.set('total', now);
    if (type === 'BesitosRetenidos' || type === 'RetencionLiberada') return;
    const own = data.apuntes.find(({ cuenta }: Raw) => cuenta === `usuario:${user}:cartera`);
    const way = own?.importe > 0 ? 'otorgado' : 'gastado';
    const amounts = { cantidad: data.cantidad, movimientos: 1 };
    add('analitica_razones', `${key}|${way}|${data.razon}`, 'cantidad movimientos', amounts);
  }

  function experiences({ type, data }: Fact): void {
    const columns = 'iniciadas completadas';
    if (type === 'ExperienciaIniciada')
      add('embudo_experiencias', `${data.experiencia}|`, columns, { iniciadas: 1 });
    if (type === 'ExperienciaCompletada')
      add('embudo_experiencias', `${data.experiencia}|`, columns, { completadas: 1 });
    if (type === 'ComponenteCompletado')
      add('embudo_experiencias', `${data.experiencia}|${data.componente}`, columns, { completadas: 1 });
  }
}

/** Found by going up bucket by bucket: 128 of one besito, then 64 of two, 64 of four … */
function bucket(balance: number): string {
  let index = 0;
  for (let width = 1, from = 0, left = 128; ; width *= 2, left = 64) {
    const size = width * left;
    if (balance < from + size) return String(index + Math.floor((balance - from) / width));
    from += size;
    index += left;
  }
}
