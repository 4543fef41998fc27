/** Every command the bus accepts, by name. Adding one is: a file with its schema and `decide`, and a line here. */
import type { z } from 'zod';
import { PublicarExperiencia } from './contenido/publicar-experiencia.ts';
import { PublicarFragmento } from './contenido/publicar-fragmento.ts';
import { PublicarItem } from './contenido/publicar-item.ts';
import { OtorgarBesitos } from './economia/otorgar-besitos.ts';
import { AbrirFragmento } from './usuario/abrir-fragmento.ts';
import { CambiarIdioma } from './usuario/cambiar-idioma.ts';
import { CompletarComponente } from './usuario/completar-componente.ts';
import { ComprarItem } from './usuario/comprar-item.ts';
import { IniciarExperiencia } from './usuario/iniciar-experiencia.ts';
import { Reaccionar } from './usuario/reaccionar.ts';
import { ReclamarRegaloDiario } from './usuario/reclamar-regalo-diario.ts';
import { RegistrarUsuario } from './usuario/registrar-usuario.ts';
import { TomarDecision } from './usuario/tomar-decision.ts';

export const COMANDOS = {
  RegistrarUsuario,
  CambiarIdioma,
  AbrirFragmento,
  TomarDecision,
  Reaccionar,
  ReclamarRegaloDiario,
  ComprarItem,
  IniciarExperiencia,
  CompletarComponente,
  OtorgarBesitos,
  PublicarFragmento,
  PublicarExperiencia,
  PublicarItem,
} as const;

export type TipoDeComando = keyof typeof COMANDOS;
export type DatosDe<Tipo extends TipoDeComando> = z.infer<(typeof COMANDOS)[Tipo]['schema']>;
