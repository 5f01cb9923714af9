import { randomUUIDv7 } from 'node:crypto'
import { shareByLink } from '../../src/apps/studies/sharing.ts'
import type { OpenRoutes } from './all-routes.ts'
import { thingsOf } from './things.ts'

/**
 * Puts one of everything into a house, so that pages have something to show. Answers an address for each route with a
 * parameter; one whose thing is hard to make is looked at as it answers to what does not exist.
 */
export async function furnish(house: OpenRoutes): Promise<ReadonlyMap<string, string>> {
  const { platform, cast, routes } = house
  const { db } = platform
  const addresses = new Map<string, string>()
  const nothing = randomUUIDv7()

  for (const route of routes) {
    const things = thingsOf(route)
    if (!things || route.method !== 'GET') continue
    const id = things.kind === 'owned' ? await things.make(house, 'dora') : nothing
    addresses.set(
      route.url,
      route.url
        .replace(/:(id|seq)/, id)
        .replaceAll(/:\w+/g, nothing)
        .replace('*', 'papers'),
    )
  }

  const letter = await db.transaction().execute((tx) =>
    platform.mail.send(tx, {
      to: cast.ada.email,
      kind: 'test.letter',
      subject: 'Hello',
      text: 'Hello',
      html: '<p>Hello</p>',
    }),
  )
  const paper = await addPaper(house)
  const person = cast.ada.id
  const shared = await shareStudy(house, addresses.get('/studies/analyses/:id')?.split('/').at(-1) ?? nothing)
  const known: Readonly<Record<string, string>> = {
    '/admin/mail/:id': `/admin/mail/${letter}`,
    '/admin/people/:id': `/admin/people/${person}`,
    '/admin/settings/:name': '/admin/settings/notices.error-mails',
    '/admin/tables/:table': '/admin/tables/accounts_people',
    '/admin/tables/:table/new': '/admin/tables/notices_broadcasts/new',
    '/admin/tables/:table/bulk': '/admin/tables/accounts_people/bulk',
    '/admin/tables/:table/rows/:id': `/admin/tables/accounts_people/rows/${person}`,
    '/admin/tables/:table/rows/:id/edit': `/admin/tables/accounts_people/rows/${person}/edit`,
    '/admin/tables/:table/rows/:id/delete': `/admin/tables/accounts_people/rows/${person}/delete`,
    '/docs/*': '/docs/administrators',
    '/plugins/send': '/plugins/send?data=https://house.test/a.json&type=entity/list&content=application/json',
    '/plugins/show': '/plugins/show?data=data:application/json,%5B%5D&type=entity/list&content=application/json',
    '/papers/list/:id': `/papers/list/${paper}`,
    '/papers/compare': `/papers/compare?one=${paper}&other=${await addPaper(house, '10.1000/183')}`,
    '/observations/ocat/:obsid': '/observations/ocat/90001',
    '/observations/ocat/:obsid/confirm': '/observations/ocat/90001/confirm',
    '/observations/ocat/:obsid/sent': '/observations/ocat/90001/sent',
    '/observations/revisions/:key': '/observations/revisions/90001.001',
    '/observations/months/:month': '/observations/months/2026-03',
  }
  for (const [route, address] of Object.entries({ ...known, ...shared })) addresses.set(route, address)
  return addresses
}

/** A link to the study of an analysis, and what is looked at through it. */
async function shareStudy({ platform, cast }: OpenRoutes, analysis: string): Promise<Readonly<Record<string, string>>> {
  const study = await platform.db
    .selectFrom('studies_studies')
    .innerJoin('studies_analyses', 'studies_analyses.study_id', 'studies_studies.id')
    .selectAll('studies_studies')
    .where('studies_analyses.id', '=', analysis)
    .executeTakeFirstOrThrow()
  const person = { ...cast.dora, tokenId: null }
  const root = `/studies/shared/${await shareByLink(platform, person, study, { note: '', days: 7, password: '' })}`
  return {
    '/studies/analyses/compare': `/studies/analyses/compare?ids=${analysis}`,
    '/studies/shared/:secret': root,
    '/studies/shared/:secret/analyses/:analysis': `${root}/analyses/${analysis}`,
  }
}

async function addPaper({ send }: OpenRoutes, doi = '10.1000/182'): Promise<string> {
  const answer = await send('ada', {
    method: 'POST',
    url: '/api/v1/papers/papers',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    payload: JSON.stringify({ title: 'On the use of libraries', doi, journal: 'Library Letters' }),
  })
  return answer.json<{ id: string }>().id
}
