import { UserError } from '../errors.ts'
import type { Database, DatabaseUse } from './database.ts'
import { openSqlite } from './sqlite.ts'

/**
 * Opens what `LYCEUM_DATABASE_URL` names: `sqlite:PATH`, `postgres://…` or `postgresql://…`.
 *
 * @throws UserError `database.url` for any other scheme.
 */
export async function openDatabase(url: string, use: DatabaseUse): Promise<Database> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), use)
  if (/^postgres(ql)?:\/\//.test(url)) return (await import('./postgres.ts')).openPostgres(url, undefined, use)
  throw new UserError('invalid', 'database.url', 'LYCEUM_DATABASE_URL must begin with sqlite: or postgres://.')
}
