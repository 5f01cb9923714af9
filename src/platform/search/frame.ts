import type { Frame } from '../web/frame.ts'
import { finder, starButton } from './pages/pieces.ts'
import { listMarks } from './queries.ts'

/** The way to the search, with the favourites, and the button that makes a page one. */
export const frame: Frame = async ({ db }, { person, url }) => {
  if (!person) return {}
  const favourites = await listMarks(db, person.id, 'favourite')
  const mayMark = url.length <= 500 && !url.startsWith('/search')
  return {
    find: (page) => finder(page, favourites),
    help: (page, view) => mayMark && starButton(page, view, favourites),
    scripts: ['search/palette.js'],
    styles: ['search/search.css'],
  }
}
