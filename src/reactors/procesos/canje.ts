/** The redemption of a promo code: entered → use reserved → redeemed → use made; or given up and the use free. */
import type { Tareas } from '../tareas.ts';
import { ahoraDe, type Entorno, ordenar, rechazo, usuarioDe } from './entorno.ts';

export type DesenlaceDeCanje = 'hecho' | 'cancelado' | 'pendiente';

export async function impulsarCanje(
  entorno: Entorno,
  { usuarioId, canje, codigo }: Tareas['canje'],
): Promise<DesenlaceDeCanje> {
  const usuario = await usuarioDe(entorno, usuarioId);
  const enCurso = usuario?.canjes[canje];
  if (usuario && enCurso) {
    const seVa = usuario.eliminacion !== null;
    if (seVa || ahoraDe(entorno) >= enCurso.caduca)
      await ordenar(entorno, canje, 'CancelarCanje', {
        usuarioId,
        canje,
        motivo: seVa ? 'anulado' : 'caducado',
      });
    else {
      const codigoDeError = await rechazo(
        ordenar(entorno, canje, 'ReservarCanje', { codigo, canje, usuarioId }),
      );
      if (codigoDeError === null) await ordenar(entorno, canje, 'CompletarCanje', { usuarioId, canje });
      else {
        const motivo = codigoDeError === 'CODE_EXHAUSTED' ? 'agotado' : 'caducado';
        await ordenar(entorno, canje, 'CancelarCanje', { usuarioId, canje, motivo });
      }
    }
  }
  const despues = await usuarioDe(entorno, usuarioId);
  if (!despues) return 'cancelado';
  if (despues.canjes[canje]) return 'pendiente';
  if (despues.codigos[codigo] === canje) {
    await ordenar(entorno, canje, 'ConfirmarCanje', { codigo, canje });
    return 'hecho';
  }
  await ordenar(entorno, canje, 'LiberarCanje', { codigo, canje, motivo: 'canje cancelado' });
  return 'cancelado';
}
