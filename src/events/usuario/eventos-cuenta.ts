/** The user as an account holder: registration, language, suspension, fraud reviews, erasure. */
import { z } from 'zod';
import { Slug } from '../contenido.ts';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent } from '../definicion.ts';
import { Idioma, Instante, Motivo, ProcesoId, Sellado } from './valores.ts';

export const UsuarioRegistrado = defineEvent(
  'UsuarioRegistrado',
  z.strictObject({ usuarioId: UsuarioId, idioma: Idioma, personal: Sellado }),
);
export const IdiomaCambiado = defineEvent('IdiomaCambiado', z.strictObject({ idioma: Idioma }));

export const UsuarioSuspendido = defineEvent('UsuarioSuspendido', z.strictObject({ motivo: Motivo }));
export const UsuarioReactivado = defineEvent('UsuarioReactivado', z.strictObject({ motivo: Motivo }));

export const SENALES = [
  'high_activity_rate',
  'bot_like_behavior',
  'multi_accounting',
  'exploit_attempt',
] as const;

/** A fraud signal with the figure that was measured and the threshold it went over. */
export const Senal = z.strictObject({ senal: z.enum(SENALES), valor: z.number(), umbral: z.number() });
export type Senal = z.infer<typeof Senal>;
export type NombreDeSenal = (typeof SENALES)[number];

/** The user is up for review; at severity `alta` nothing can be spent until an admin resolves it. */
export const UsuarioMarcado = defineEvent(
  'UsuarioMarcado',
  z.strictObject({
    revision: ProcesoId,
    severidad: z.enum(['media', 'alta']),
    senales: z.array(Senal).max(8),
    motivo: Motivo,
  }),
);
export const RevisionResuelta = defineEvent(
  'RevisionResuelta',
  z.strictObject({ revision: ProcesoId, resultado: z.enum(['inocente', 'confirmado']), nota: Motivo }),
);

export const ARQUETIPOS = ['explorador', 'romantico', 'coleccionista', 'social', 'competidor'] as const;
export type Arquetipo = (typeof ARQUETIPOS)[number];

/** How the user behaves, as computed from the user's events. */
export const ArquetipoAsignado = defineEvent(
  'ArquetipoAsignado',
  z.strictObject({ arquetipo: Slug, puntaje: z.int().min(0).max(100) }),
);

/** The user asked to be forgotten; from here on only the erasure goes on. */
export const EliminacionSolicitada = defineEvent(
  'EliminacionSolicitada',
  z.strictObject({ motivo: z.enum(['usuario', 'admin']), desde: Instante }),
);
/** The last event of a user's stream: the wallet is empty, nothing is under way, the key is about to be destroyed. */
export const UsuarioEliminado = defineEvent('UsuarioEliminado', z.strictObject({}));

export const EVENTOS_DE_CUENTA = [
  UsuarioRegistrado,
  IdiomaCambiado,
  UsuarioSuspendido,
  UsuarioReactivado,
  UsuarioMarcado,
  RevisionResuelta,
  ArquetipoAsignado,
  EliminacionSolicitada,
  UsuarioEliminado,
] as const;
