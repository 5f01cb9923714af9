import { randomInt, randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { makeToken } from '../../src/platform/accounts/tokens.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { jobEnded } from '../../src/platform/tasks/kinds.ts'
import { defineTask } from '../../src/platform/tasks/tasks.ts'
import type { Route } from './all-routes.ts'
import { type Cast, type CastName, cast, signedIn } from './people.ts'

/** How somebody stands to a thing: it is theirs, that of somebody in their group, a stranger's, or there is none. */
export const relations = ['own', 'group', 'foreign', 'none'] as const
export type Relation = (typeof relations)[number]

/** What an address with a parameter is about. */
export type Things =
  /** Belongs to the house: who may use the route sees all of them, so that nobody's is another's. */
  | Readonly<{ kind: 'house' }>
  /** The parameter itself is the proof, and every wrong one is as good as any other. */
  | Readonly<{ kind: 'secret' }>
  /** Somebody's: each of the others is told that there is no such thing, but for those named. */
  | Readonly<{
      kind: 'owned'
      /** Makes one that is this person's; answers what stands in the address. */
      make: (house: ThingHouse, owner: CastName) => Promise<string>
      /** Makes one of the owner that is shared with this person's group; without it sharing means nothing. */
      share?: (house: ThingHouse, owner: CastName, group: CastName) => Promise<string>
      /** Whether an administrator sees everybody's. */
      isOpenToAdmin?: boolean
    }>

export type ThingHouse = Readonly<{ platform: Platform; cast: Cast }>

/** What each address is about, the most particular first. A route with a parameter that none of them meets fails the tests. */
const rules: readonly Readonly<{ of: RegExp; things: (route: Route) => Things }>[] = [
  { of: /^\/account\/sessions\/:id/, things: () => ({ kind: 'owned', make: session }) },
  { of: /^\/account\/tokens\/:id/, things: () => ({ kind: 'owned', make: token }) },
  { of: /^\/account\/passkeys\/:id/, things: () => ({ kind: 'owned', make: passkey }) },
  { of: /^\/account\/services\/:id/, things: () => ({ kind: 'owned', make: identity }) },
  { of: /^\/notices\/:id/, things: () => ({ kind: 'owned', make: notice }) },
  { of: /^\/views\/:id/, things: () => ({ kind: 'owned', make: view }) },
  { of: /^\/jobs\/:id/, things: (route) => ({ kind: 'owned', make: jobFor(route), isOpenToAdmin: true }) },
  { of: /^\/plugins\/tasks\/:seq/, things: () => ({ kind: 'owned', make: pluginTask, isOpenToAdmin: true }) },
  { of: /^\/plugins\/remote-runs\/:seq/, things: () => ({ kind: 'owned', make: remoteRun, isOpenToAdmin: true }) },
  // A plugin is there for everybody who may run plugins, here or elsewhere.
  { of: /^\/plugins\/(runners|remote)\/:seq/, things: () => ({ kind: 'house' }) },
  { of: /^(\/api\/v1)?\/plugins\/:identifier/, things: () => ({ kind: 'house' }) },
  { of: /^\/groups\/:id/, things: () => ({ kind: 'owned', make: group, share: sharedGroup, isOpenToAdmin: true }) },
  { of: /^\/vouch\/:id/, things: () => ({ kind: 'owned', make: registration }) },
  { of: /\/:(secret|token)$/, things: () => ({ kind: 'secret' }) },
  { of: /^\/(api\/v1\/)?studies\/shared\//, things: () => ({ kind: 'secret' }) },
  {
    of: /^\/(api\/v1\/)?studies\/analyses\/:id/,
    things: () => ({ kind: 'owned', make: studyAnalysis, share: sharedAnalysis, isOpenToAdmin: true }),
  },
  {
    of: /^\/(api\/v1\/)?studies\/:id/,
    things: () => ({ kind: 'owned', make: study, share: sharedStudy, isOpenToAdmin: true }),
  },
  // Papers are the house's: every reader sees all of them.
  { of: /^\/(api\/v1\/)?papers\//, things: () => ({ kind: 'house' }) },
  // Observations and their roster too.
  { of: /^\/(api\/v1\/)?observations\//, things: () => ({ kind: 'house' }) },
  { of: /^\/(admin|docs|assets|tours|broadcasts)\//, things: () => ({ kind: 'house' }) },
  { of: /^\/(sign-in\/with|account\/services)\/:slug/, things: () => ({ kind: 'house' }) },
]

/** Undefined where nobody has said what the address is about. */
export const thingsOf = (route: Route): Things | undefined => rules.find(({ of }) => of.test(route.url))?.things(route)

export const hasParameter = ({ url }: Route): boolean => /\/[:*]/.test(url)

/** What a form sends where an empty one would be refused before anybody looks whose the thing is. */
export const bodies: Readonly<Record<string, Record<string, string>>> = {
  'POST /groups/:id/members': { email: 'nobody@lyceum.test' },
  'POST /groups/:id/members/:person/manager': { manager: '1' },
  'POST /studies/:id/edit': { title: 'one', version: '7' },
  'POST /studies/:id/uploads': { name: 'one', size: '1' },
  'POST /studies/:id/analyses': { kind: 'none@v0-1-0', title: 'one' },
  'POST /studies/:id/presets': { kind: 'none@v0-1-0', preset: 'one' },
  'POST /studies/:id/share/people': { email: 'nobody@lyceum.test' },
  'POST /studies/:id/share/group': { group: '' },
  'POST /studies/:id/notebook': { notebook: 'one', version: '7' },
  'POST /api/v1/studies/:id/analyses': { kind: 'none@v0-1-0', title: 'one' },
}

async function session({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  await signedIn(platform, people[owner])
  const rows = platform.db.selectFrom('accounts_sessions').select('id').where('person_id', '=', people[owner].id)
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
}

async function token({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  await makeToken(platform, people[owner].id, { name: 'one', scope: 'read', days: '30' }, 'test')
  const rows = platform.db.selectFrom('accounts_tokens').select('id').where('person_id', '=', people[owner].id)
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
}

async function passkey({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const id = randomUUIDv7()
  const row = { id, person_id: people[owner].id, credential_id: id, public_key: 'x', counter: 0, transports_json: '[]' }
  await platform.db
    .insertInto('accounts_passkeys')
    .values({ ...row, name: 'one', is_synced: 0, created_at: platform.now(), last_used_at: null })
    .execute()
  return id
}

async function identity({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  const row = { id, person_id: people[owner].id, provider_id: 'orcid', account_id: id, password: null }
  await platform.db
    .insertInto('accounts_credentials')
    .values({ ...row, created_at: now, updated_at: now })
    .execute()
  return id
}

async function notice({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const person = people[owner].id
  await platform.db
    .transaction()
    .execute((tx) => platform.notify(tx, { person, kind: jobEnded, text: 'succeeded', values: { job: 'x' } }))
  const rows = platform.db.selectFrom('notices_items').select('id').where('person_id', '=', person)
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
}

async function view({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const id = randomUUIDv7()
  const row = {
    id,
    person_id: people[owner].id,
    list: '/papers/list',
    list_title: 'Papers',
    name: `v-${id}`,
    query: '',
  }
  await platform.db
    .insertInto('views_saved')
    .values({ ...row, saved_at: platform.now() })
    .execute()
  return id
}

/** Of no app, so that nobody sees it for the sake of the app. */
const sleepy = defineTask({ name: 'accounts.sleep', title: 'Sleep', input: z.object({}), run: async () => undefined })

/** One that waits, or for trying again one that was cancelled. */
const jobFor =
  (route: Route) =>
  async ({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> =>
    platform.db.transaction().execute(async (tx) => {
      const { id } = await platform.tasks.enqueue(tx, sleepy, {}, { askedBy: people[owner].id })
      if (route.url.endsWith('/retry')) await platform.tasks.cancel(tx, id, 'test')
      return id
    })

const group = (house: ThingHouse, owner: CastName): Promise<string> => groupOf(house, [owner])

const sharedGroup = (house: ThingHouse, owner: CastName, other: CastName): Promise<string> =>
  groupOf(house, [owner, other])

/** The first of its members manages it. */
async function groupOf({ platform, cast: people }: ThingHouse, members: readonly CastName[]): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  const row = { id, name: `g-${id}`, description: '', version: 1, created_at: now, created_by: 'test', updated_at: now }
  await platform.db.insertInto('accounts_groups').values(row).execute()
  for (const [index, name] of members.entries()) {
    const member = { group_id: id, person_id: people[name].id, is_manager: index === 0 ? 1 : 0 }
    await platform.db
      .insertInto('accounts_group_members')
      .values({ ...member, added_at: now, added_by: 'test' })
      .execute()
  }
  return id
}

/** Its number is large, so that it stands nowhere else on a page. */
async function pluginTask({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const seq = 100_000_000 + randomInt(900_000_000)
  const row = { seq, id: randomUUIDv7(), plugin: 'none@v0-1-0', owner_id: people[owner].id }
  const rest = { parameters_json: '{}', data_json: '{}', status: null, log: '', finished_at: null }
  const progress = { progress_value: null, progress_start: 0, progress_target: 1, progress_unit: '%' }
  await platform.db
    .insertInto('plugins_tasks')
    .values({ ...row, ...rest, ...progress, started_at: platform.now() })
    .execute()
  return String(seq)
}

async function remoteRun({ platform, cast: people }: ThingHouse, owner: CastName): Promise<string> {
  const seq = 100_000_000 + randomInt(900_000_000)
  const row = { seq, owner_id: people[owner].id, remote_seq: null, title: 'Away', form: '', finished_at: null }
  const resource_json = JSON.stringify({ status: 'PENDING', log: '', steps: [], outputs: [] })
  const url = `http://runner.example/tasks/${seq}/`
  await platform.db
    .insertInto('plugins_remote_runs')
    .values({ ...row, url, resource_json, looks: 0, failures: 0, started_at: platform.now() })
    .execute()
  return String(seq)
}

/** Somebody who says that the owner knows them. */
async function registration({ platform }: ThingHouse, owner: CastName): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  await platform.db
    .insertInto('accounts_registrations')
    .values({
      id,
      email: `${id}@nowhere.test`,
      name: 'Eve',
      title: null,
      affiliation: null,
      country: null,
      language: 'en',
      password: 'x',
      role: 'member',
      state: 'waiting',
      domain: 'nowhere.test',
      proof: null,
      reason: null,
      voucher_email: cast[owner].email,
      decided_by: null,
      decision: null,
      created_at: now,
      updated_at: now,
    })
    .execute()
  return id
}

const study = (house: ThingHouse, owner: CastName): Promise<string> => studyOf(house, owner, null)

const sharedStudy = async (house: ThingHouse, owner: CastName, other: CastName): Promise<string> =>
  studyOf(house, owner, await groupOf(house, [owner, other]))

async function studyOf(
  { platform, cast: people }: ThingHouse,
  owner: CastName,
  group_id: string | null,
): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  const text = { title: `s-${id}`, title_key: `s-${id}`, about: '', notebook: '' }
  const row = { id, owner_id: people[owner].id, ...text, group_id, is_sample: 0, created_at: now, updated_at: now }
  await platform.db
    .insertInto('studies_studies')
    .values({ ...row, version: 1, binned_at: null })
    .execute()
  // What lies in it goes by the same id, since an address has one in the place of each parameter.
  const blob = await platform.files.receive(one(), { maxBytes: 1 })
  const about = { name: 'one', mediaType: 'text/plain', dataType: 'studies/file', ownerId: null, origin: 'upload' }
  const stored = await platform.db.transaction().execute((tx) => platform.files.record(tx, blob, about))
  const kept = { file_id: stored.id, sha256: blob.sha256, size_bytes: 1, name: 'one' }
  const file = { ...kept, format: 'other' as const, report_json: '{"findings":[],"facts":{}}' }
  await platform.db
    .insertInto('studies_files')
    .values({ id, study_id: id, ...file, added_by: people[owner].id, created_at: now })
    .execute()
  await platform.db
    .insertInto('studies_uploads')
    .values({
      id,
      study_id: id,
      owner_id: people[owner].id,
      name: 'one',
      size_bytes: 1,
      sha256: null,
      part_bytes: 1,
      created_at: now,
    })
    .execute()
  return id
}

const studyAnalysis = async (house: ThingHouse, owner: CastName): Promise<string> =>
  analysisOf(house, owner, await study(house, owner))

const sharedAnalysis = async (house: ThingHouse, owner: CastName, other: CastName): Promise<string> =>
  analysisOf(house, owner, await sharedStudy(house, owner, other))

/** One that was called off before it began. */
async function analysisOf({ platform, cast: people }: ThingHouse, owner: CastName, study_id: string): Promise<string> {
  const id = randomUUIDv7()
  const now = platform.now()
  const kind = { kind: 'none@v0-1-0', kind_title: 'None', parameters_json: '{}', sealed: null, inputs_json: '{}' }
  const state = {
    run: null,
    state: 'cancelled' as const,
    failure: null,
    sentence: null,
    output_bytes: 0,
    summary_json: null,
  }
  const times = {
    created_at: now,
    started_at: null,
    finished_at: now,
    expires_at: null,
    warned_at: null,
    made_with: null,
  }
  await platform.db
    .insertInto('studies_analyses')
    .values({
      id,
      study_id,
      owner_id: people[owner].id,
      title: `a-${id}`,
      title_key: `a-${id}`,
      ...kind,
      ...state,
      tell_by_mail: 0,
      sweep_id: null,
      ...times,
    })
    .execute()
  return id
}

async function* one(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('1')
}
