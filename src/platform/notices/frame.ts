import type { Frame } from '../web/frame.ts'
import { banners } from './pages/banners.ts'
import { bell } from './pages/bell.ts'
import { tourButton } from './pages/tour.ts'
import { listBroadcasts } from './queries/broadcasts.ts'
import { countUnread } from './queries/items.ts'
import { listToursSeen } from './queries/tours.ts'
import { stepsOf } from './welcoming.ts'

/** The bell with its count, what administrators tell everybody, the tour of the page, and at first the first steps. */
export const frame: Frame = async (platform, request) => {
  const { person } = request
  if (!person) return {}
  const { db, parts } = platform
  const path = request.url.split('?', 1)[0] ?? '/'
  const [unread, broadcasts, seen] = await Promise.all([
    countUnread(db, person.id),
    listBroadcasts(db, { personId: person.id, role: person.role, now: platform.now() }),
    listToursSeen(db, person.id),
  ])
  const isSeen = (name: string, version: number): boolean =>
    seen.some((row) => row.tour === name && row.version >= version)
  // Pages of one thing each share a tour: its path is that of their route, such as `/studies/:id`.
  const pattern = request.routeOptions.url
  const tour = parts.flatMap((part) => part.tours ?? []).find((one) => one.path === path || one.path === pattern)
  const steps = path === '/' && !isSeen('welcome', 1) ? await stepsOf(platform, person) : []
  return {
    bell: (page) => bell(page, unread),
    banner: (page) =>
      banners(page, { broadcasts, steps, offered: tour && !isSeen(tour.name, tour.version) ? tour : null }),
    help: (page) => (tour ? tourButton(page, tour) : null),
    scripts: tour ? ['notices/tours.js'] : [],
    styles: ['notices/notices.css'],
  }
}
