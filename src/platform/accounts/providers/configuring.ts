import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { sealSecret } from './client.ts'
import { deleteIdentitiesOf, providerKey } from './queries/identities.ts'
import {
  deleteProvider,
  findProvider,
  findProviderBySlug,
  insertProvider,
  updateProvider,
} from './queries/providers.ts'
import type { ChangeProviderForm, ProviderForm } from './schemas.ts'
import type { ProviderRow } from './tables.ts'

/** @throws UserError `accounts.provider-taken`, `accounts.provider-secret` */
export async function addProvider(platform: Platform, form: ProviderForm, by: string): Promise<ProviderRow> {
  if (form.client_secret === '') throw aboutField('client_secret', 'accounts.provider-secret', 'Please fill this in.')
  const id = randomUUIDv7()
  const now = platform.now()
  const row: ProviderRow = {
    ...plainFields(form),
    id,
    client_secret: sealSecret(form.client_secret, id, platform.secret),
    enabled_at: form.is_enabled ? now : null,
    version: 1,
    created_at: now,
    updated_at: now,
  }
  await platform.db.transaction().execute(async (tx) => {
    await demandFreeSlug(tx, form.slug)
    await insertProvider(tx, row)
    await note(platform, tx, row, 'accounts.provider-added', by, { after: shown(row) })
  })
  return row
}

/** Without a new secret the old one stays. @throws UserError as above, `accounts.no-such-provider`, `accounts.provider-changed` */
export async function changeProvider(
  platform: Platform,
  id: string,
  form: ChangeProviderForm,
  by: string,
): Promise<ProviderRow> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await demandProvider(tx, id)
    await demandFreeSlug(tx, form.slug, id)
    // Whoever is called 17 at one issuer is not 17 at another.
    if (form.issuer !== before.issuer) await deleteIdentitiesOf(tx, providerKey(id))
    const now = platform.now()
    const changes = {
      ...plainFields(form),
      ...(form.client_secret !== '' && { client_secret: sealSecret(form.client_secret, id, platform.secret) }),
      enabled_at: form.is_enabled ? (before.enabled_at ?? now) : null,
      updated_at: now,
    }
    if (!(await updateProvider(tx, id, form.version, changes))) throw overtaken()
    const after = { ...before, ...changes, version: form.version + 1 }
    await note(platform, tx, before, 'accounts.provider-changed', by, { before: shown(before), after: shown(after) })
    return after
  })
}

/** Nobody comes in that way any more; accounts stay. @throws UserError `accounts.no-such-provider` */
export async function removeProvider(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await demandProvider(tx, id)
    const people = await deleteIdentitiesOf(tx, providerKey(id))
    await deleteProvider(tx, id)
    await note(platform, tx, row, 'accounts.provider-removed', by, { before: shown(row), details: { people } })
  })
}

const plainFields = ({ slug, name, issuer, client_id, scope, is_email_trusted }: ProviderForm) => ({
  slug,
  name,
  issuer,
  client_id,
  scope,
  is_email_trusted: is_email_trusted ? 1 : 0,
})

/** For the log: everything but the secret. */
const shown = ({ client_secret: _, ...rest }: ProviderRow) => rest

export async function demandProvider(db: Db, id: string): Promise<ProviderRow> {
  const row = await findProvider(db, id)
  if (row) return row
  throw new UserError('not-found', 'accounts.no-such-provider', 'There is no such service.')
}

async function demandFreeSlug(tx: Db, slug: string, exceptId?: string): Promise<void> {
  const namesake = await findProviderBySlug(tx, slug)
  if (namesake && namesake.id !== exceptId)
    throw aboutField('slug', 'accounts.provider-taken', 'There is a service under this name already.')
}

const aboutField = (path: string, code: 'accounts.provider-secret' | 'accounts.provider-taken', message: string) =>
  new UserError('invalid', code, message, { fields: [{ path, code, message }] })

const overtaken = (): UserError =>
  new UserError(
    'overtaken',
    'accounts.provider-changed',
    'Somebody changed this service while you looked at it. Load the page again to see how it is now.',
  )

const note = (
  platform: Platform,
  tx: Db,
  { id }: ProviderRow,
  action: string,
  by: string,
  change: Readonly<{ before?: unknown; after?: unknown; details?: Readonly<Record<string, unknown>> }>,
): Promise<void> =>
  platform.activity.record(tx, { actor: by, action, status: 'success', target: `accounts/provider/${id}`, ...change })
