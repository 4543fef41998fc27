/** Request bodies as clients of the Bot API send them: JSON, urlencoded or multipart, beside the query string. */
import type { Request } from 'express';
import { badRequest } from './errors.ts';
import { Upload } from './files.ts';
import type { Params } from './params.ts';

const BODY_MAX_BYTES = 5_000_000;

const readAll = async (request: Request): Promise<Buffer<ArrayBuffer>> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) throw badRequest('request entity too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const ATTACHED = 'attach://';

/** Files as uploads, also where a field names another part of the form that holds its file. */
const withUploads = async (form: FormData): Promise<Params> => {
  const params: Params = {};
  for (const [name, value] of form)
    params[name] = typeof value === 'string' ? value : await Upload.from(value);
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string' || !value.startsWith(ATTACHED)) continue;
    const part = value.slice(ATTACHED.length);
    params[name] = params[part];
    delete params[part];
  }
  return params;
};

const parse = async (body: Buffer<ArrayBuffer>, contentType: string): Promise<Params> => {
  if (body.length === 0) return {};
  if (contentType.includes('json')) {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
    return value as Params;
  }
  // The platform's own form parser reads both kinds of form.
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  return withUploads(form);
};

export const readBody = async (request: Request): Promise<Params> => {
  const query = Object.fromEntries(
    Object.entries(request.query).filter(([, value]) => typeof value === 'string'),
  );
  const body = await readAll(request);
  try {
    return { ...query, ...(await parse(body, request.headers['content-type'] ?? '')) };
  } catch (error) {
    throw badRequest(`can't parse the request body: ${error instanceof Error ? error.message : error}`);
  }
};
