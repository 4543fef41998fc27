/** What admins set: the numbers of the economy in `configuracion-recompensas`, feature flags in `funcion-<name>`. */
import { z } from 'zod';
import { Slug } from './contenido.ts';
import { defineEvent, type EventOf } from './definicion.ts';
import { CambiosDeReglas } from './reglas.ts';

export const RecompensasConfiguradas = defineEvent(
  'RecompensasConfiguradas',
  z.strictObject({ cambios: CambiosDeReglas }),
);
export const EVENTOS_DE_CONFIGURACION = [RecompensasConfiguradas] as const;
export type EventoDeConfiguracion = EventOf<(typeof EVENTOS_DE_CONFIGURACION)[number]>;

/** What differs from the defaults. */
export type EstadoDeConfiguracion = CambiosDeReglas;

export const configuracionInicial: EstadoDeConfiguracion = {};

export const evolveConfiguracion = (
  state: EstadoDeConfiguracion,
  event: EventoDeConfiguracion,
): EstadoDeConfiguracion => ({ ...state, ...event.data.cambios });

/** A feature is on for that part of all users, chosen by their id, and always the same ones. */
export const FuncionCambiada = defineEvent(
  'FuncionCambiada',
  z.strictObject({ funcion: Slug, porcentaje: z.int().min(0).max(100) }),
);
export const EVENTOS_DE_FUNCION = [FuncionCambiada] as const;
export type EventoDeFuncion = EventOf<(typeof EVENTOS_DE_FUNCION)[number]>;
/** Percentage of users; null before it was ever set. */
export type EstadoDeFuncion = { porcentaje: number | null };
export const funcionInicial: EstadoDeFuncion = { porcentaje: null };
export const evolveFuncion = (_state: EstadoDeFuncion, event: EventoDeFuncion): EstadoDeFuncion => ({
  porcentaje: event.data.porcentaje,
});
