/** The people who stand ready on the first visit, so that a newcomer plays at once and can gift and refer. */
import type { EmulatorClient } from '../emulator/client.ts';

const PERSONAS = [
  { id: 5_100_000_001, first_name: 'Lucía', username: 'lucia_demo', language_code: 'es' },
  { id: 5_100_000_002, first_name: 'Mateo', username: 'mateo_demo', language_code: 'es' },
  { id: 5_100_000_003, first_name: 'Valeria', username: 'valeria_demo', language_code: 'es' },
  { id: 5_100_000_004, first_name: 'Emma', username: 'emma_demo', language_code: 'en' },
];

export const welcomePersonas = (client: EmulatorClient): void => {
  if (client.listPeople().length === 0) for (const persona of PERSONAS) client.createPerson(persona);
};
