/** Expected rows of the leaderboards and of the score of conversion. */
import type { Fact, Objects, Part } from './raw.ts';

const COUNTERS = [
  'dias_activos',
  'lecturas',
  'decisiones',
  'reacciones',
  'experiencias',
  'gastado',
  'compras',
  'referidos',
  'pagos',
] as const;
type Counter = (typeof COUNTERS)[number];

/** Which counter an event raises by one. */
const RAISES: Record<string, Counter> = {
  FragmentoAbierto: 'lecturas',
  DecisionTomada: 'decisiones',
  ContenidoReaccionado: 'reacciones',
  PublicacionReaccionada: 'reacciones',
  ExperienciaCompletada: 'experiencias',
  ItemComprado: 'compras',
  ReferidoPremiado: 'referidos',
  PagoEntregado: 'pagos',
};
/** Events that say that somebody was there, and nothing else of the score. */
const PRESENCE = [
  'UsuarioRegistrado',
  'IdiomaCambiado',
  'ExperienciaIniciada',
  'ComponenteCompletado',
  'BesitosGastados',
  'RetencionCobrada',
  'RegaloDiarioReclamado',
  'RegaloEnviado',
  'ItemUsado',
  'PedidoCreado',
];

export function profileRows(): Part {
  const rows = {
    clasificacion: new Map() as Objects,
    clasificacion_tramos: new Map() as Objects,
    puntaje_conversion: new Map() as Objects,
  };
  return {
    rows: () => rows,
    event(fact) {
      board(fact);
      score(fact);
    },
  };

  function board({ type, data, at, position, user }: Fact): void {
    const gains: Record<string, number> = { besitos: 0, experiencias: 0, referidos: 0 };
    const periods = ['siempre', isoWeek(new Date(at))];
    if (type === 'UsuarioEliminado')
      for (const period of periods) {
        holds(period, rows.clasificacion.get(`${period}|${user}`)?.besitos as number | undefined, 0);
        rows.clasificacion.delete(`${period}|${user}`);
      }
    const isEarned = !['ajuste', 'reembolso', 'regalo_recibido'].includes(data.razon);
    if (type === 'BesitosOtorgados' && isEarned) gains.besitos = data.cantidad;
    else if (type === 'ExperienciaCompletada') gains.experiencias = 1;
    else if (type === 'ReferidoPremiado') gains.referidos = 1;
    else return;
    for (const period of periods) {
      const row = rows.clasificacion.get(`${period}|${user}`) ?? {};
      const before = row.besitos as number | undefined;
      for (const [name, gain] of Object.entries(gains)) row[name] = ((row[name] as number) ?? 0) + gain;
      row.posicion = position;
      holds(period, before, row.besitos as number);
      rows.clasificacion.set(`${period}|${user}`, row);
    }
  }

  /** One more with the new amount, one less with the old. */
  function holds(period: string, before = 0, now = 0): void {
    if (before === now) return;
    for (const [amount, change] of [
      [before, -1],
      [now, 1],
    ] as const) {
      if (amount === 0) continue;
      const key = `${period}|${stepOf(amount)}`;
      const users = (rows.clasificacion_tramos.get(key)?.usuarios as number | undefined) ?? 0;
      rows.clasificacion_tramos.set(key, { usuarios: users + change });
    }
  }

  function score({ type, data, meta, at, user }: Fact): void {
    const raised = RAISES[type];
    if (!raised && !PRESENCE.includes(type)) return;
    const row = (rows.puntaje_conversion.get(user) ?? {
      ...Object.fromEntries(COUNTERS.map((name) => [name, 0])),
      ultimo_dia: '1970-01-01',
    }) as Record<Counter, number> & { ultimo_dia: string; base: number };
    if (raised) row[raised] += 1;
    if (type === 'RetencionCobrada') row.gastado += data.cantidad;
    if (type === 'BesitosGastados' && (data.razon === 'compra' || data.razon === 'decision'))
      row.gastado += data.cantidad;
    const day = at.substring(0, 10);
    if ((meta.actor.tipo === 'usuario' || type === 'UsuarioRegistrado') && day > row.ultimo_dia) {
      row.dias_activos += 1;
      row.ultimo_dia = day;
    }
    const half = (points: number, count: number, at: number) => (points * count) / (count + at);
    let base = half(25, row.dias_activos, 6);
    base += half(15, row.lecturas + row.decisiones, 40);
    base += half(10, row.reacciones, 8);
    base += half(15, row.experiencias, 2);
    base += half(15, row.gastado, 150);
    base += half(5, row.compras, 3);
    base += half(5, row.referidos, 2);
    base += half(10, row.pagos, 1);
    row.base = Math.round(base);
    rows.puntaje_conversion.set(user, row);
  }
}

/** Found by cutting off what is finer than a sixty-fourth of the largest power of two below. */
function stepOf(amount: number): number {
  let power = 1;
  while (power * 2 <= amount) power *= 2;
  return power < 128 ? amount : amount - (amount % (power / 64));
}

/** Counted from the Monday of the week that holds the fourth of January. */
function isoWeek(date: Date): string {
  const DAY = 86_400_000;
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const monday = (time: number) => time - ((new Date(time).getUTCDay() + 6) % 7) * DAY;
  const own = monday(day);
  for (const year of [date.getUTCFullYear() + 1, date.getUTCFullYear(), date.getUTCFullYear() - 1]) {
    const first = monday(Date.UTC(year, 0, 4));
    if (own >= first) return `${year}-W${`0${(own - first) / (7 * DAY) + 1}`.slice(-2)}`;
  }
  throw new RangeError('a date before every year');
}
