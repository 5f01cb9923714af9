import type { Permission } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { Platform } from '../platform.ts'

/** A short walk over one page: at most five steps, each about something that stands there. */
export type Tour = Readonly<{
  /** `part.page`. */
  name: string
  /** The page, by its address without a query; or pages of one thing each, by their route, such as `/studies/:id`. */
  path: string
  /** Raised when the tour says something new: those who saw the old one are offered it again. */
  version: number
  steps: readonly TourStep[]
}>

export type TourStep = Readonly<{
  /** CSS selector; a step whose element is not on the page is left out. */
  element: string
  /** English. */
  title: string
  text: string
}>

/** Something worth doing first; shown to those who may. */
export type FirstStep = Readonly<{
  name: string
  /** English. */
  title: string
  text: string
  href: string
  permission: Permission
  isDone: (platform: Platform, person: Person) => Promise<boolean>
}>
