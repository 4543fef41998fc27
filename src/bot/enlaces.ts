/** Deep links: what `https://t.me/<bot>?start=<payload>` can carry. A payload is at most 64 of `[A-Za-z0-9_-]`. */
import { BESITOS_MAX, Slug } from '../events/contenido.ts';
import { UsuarioId } from '../events/cuentas.ts';

export type Enlace =
  /** Somebody brought this person. */
  | { tipo: 'referido'; por: string }
  /** A gift that waits for whoever opens it first. */
  | { tipo: 'regalo'; de: string; regalo: string }
  | { tipo: 'regalar'; cantidad: number }
  | { tipo: 'historia' | 'experiencia' | 'item'; id: string }
  | { tipo: 'vip' };

const PREFIJOS = { his: 'historia', exp: 'experiencia', item: 'item' } as const;

/** A UUID in 22 characters: base64url of its 16 bytes. */
export function codigoDe(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The UUID behind 22 characters; null when there is none, or when they are not written the one way they can be. */
export function uuidDe(codigo: string): string | null {
  const digits = Buffer.from(codigo, 'base64url').toString('hex');
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return UsuarioId.safeParse(uuid).success && codigoDe(uuid) === codigo ? uuid : null;
}

/** What a payload says; null for one that is none of ours. */
export function leerEnlace(carga: string): Enlace | null {
  if (carga === 'vip') return { tipo: 'vip' };
  const referido = uuidDe(/^ref_([\w-]{22})$/.exec(carga)?.[1] ?? '');
  if (referido !== null) return { tipo: 'referido', por: referido };
  const [, remitente = '', proceso = ''] = /^reg_([\w-]{22})_([\w-]{22})$/.exec(carga) ?? [];
  const de = uuidDe(remitente);
  const regalo = uuidDe(proceso);
  if (de !== null && regalo !== null) return { tipo: 'regalo', de, regalo };
  const cantidad = Number(/^regalar_(\d{1,10})$/.exec(carga)?.[1] ?? 0);
  if (cantidad > 0 && cantidad <= BESITOS_MAX) return { tipo: 'regalar', cantidad };
  const [, prefijo, id] = /^(his|exp|item)_([a-z0-9-]+)$/.exec(carga) ?? [];
  if (prefijo !== undefined && Slug.safeParse(id).success)
    return { tipo: PREFIJOS[prefijo as keyof typeof PREFIJOS], id: id! };
  return null;
}

export function cargaDelEnlace(enlace: Enlace): string {
  switch (enlace.tipo) {
    case 'vip':
      return 'vip';
    case 'referido':
      return `ref_${codigoDe(enlace.por)}`;
    case 'regalo':
      return `reg_${codigoDe(enlace.de)}_${codigoDe(enlace.regalo)}`;
    case 'regalar':
      return `regalar_${enlace.cantidad}`;
    case 'historia':
      return `his_${enlace.id}`;
    case 'experiencia':
      return `exp_${enlace.id}`;
    case 'item':
      return `item_${enlace.id}`;
    default:
      return enlace satisfies never;
  }
}

/** The address that opens the private chat with the bot; with a payload, what to begin with. */
export function direccionDe(username: string, enlace?: Enlace): string {
  return `https://t.me/${username}${enlace ? `?start=${cargaDelEnlace(enlace)}` : ''}`;
}

/** Opens Telegram's own choice of a chat to send a link to. */
export function paraCompartir(url: string, texto: string): string {
  return `https://t.me/share/url?url=${encodeURIComponent(url)}&text=${encodeURIComponent(texto)}`;
}
