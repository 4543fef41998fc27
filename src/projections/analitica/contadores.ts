/** Counters that the steps of `analitica_usuarios` add to when they see a user do something for the first time in a while. */
import { defineContador } from '../filas.ts';

const NADA = { tipos: [], sumandos: () => [] } as const;

export type Unidad = 'hora' | 'dia' | 'semana' | 'mes';

export const activos = defineContador<{ unidad: Unidad; desde: string; usuarios: number; nuevos: number }>({
  ...NADA,
  tabla: 'analitica_activos',
  clave: ['unidad', 'desde'],
  columnas: { unidad: 'text', desde: 'instante', usuarios: 'int4', nuevos: 'int4' },
  acumula: { usuarios: 'suma', nuevos: 'suma' },
});

export const porHora = defineContador<{ hora: string; tipo: string; eventos: number; usuarios: number }>({
  ...NADA,
  tabla: 'analitica_por_hora',
  clave: ['hora', 'tipo'],
  columnas: { hora: 'instante', tipo: 'text', eventos: 'int4', usuarios: 'int4' },
  acumula: { eventos: 'suma', usuarios: 'suma' },
});

export const porDia = defineContador<{ dia: string; tipo: string; eventos: number; usuarios: number }>({
  ...NADA,
  tabla: 'analitica_por_dia',
  clave: ['dia', 'tipo'],
  columnas: { dia: 'date', tipo: 'text', eventos: 'int4', usuarios: 'int4' },
  acumula: { eventos: 'suma', usuarios: 'suma' },
});

export const cohortes = defineContador<{ cohorte: string; semana: number; usuarios: number }>({
  ...NADA,
  tabla: 'analitica_cohortes',
  clave: ['cohorte', 'semana'],
  columnas: { cohorte: 'date', semana: 'int4', usuarios: 'int4' },
  acumula: { usuarios: 'suma' },
});

/** Steps from free to VIP, in their order. */
export const PASOS_A_VIP = ['registrados', 'decidieron', 'compraron', 'vip', 'vip_pagado'] as const;
export type PasoAVip = (typeof PASOS_A_VIP)[number];

export const conversion = defineContador<
  { por: 'cohorte' | 'dia'; desde: string } & Record<PasoAVip, number>
>({
  ...NADA,
  tabla: 'analitica_conversion',
  clave: ['por', 'desde'],
  columnas: {
    por: 'text',
    desde: 'date',
    registrados: 'int4',
    decidieron: 'int4',
    compraron: 'int4',
    vip: 'int4',
    vip_pagado: 'int4',
  },
  acumula: {
    registrados: 'suma',
    decidieron: 'suma',
    compraron: 'suma',
    vip: 'suma',
    vip_pagado: 'suma',
  },
});
