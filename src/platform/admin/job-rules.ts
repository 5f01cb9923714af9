import { can, type Permission, permissions } from '../accounts/permissions.ts'
import { actorOf, type Person } from '../accounts/person.ts'
import type { JobRow } from '../tasks/tables.ts'

/** Who may look at a job: who asked for it, administrators, and everyone who may read the app that it belongs to. */
export const maySeeJob = (person: Person, job: JobRow): boolean =>
  isOwnOrAdmin(person, job) || mayDo(person, job, 'read')

/** Who may cancel or repeat it: who asked for it, administrators, and everyone who may operate its app. */
export const mayActOnJob = (person: Person, job: JobRow): boolean =>
  isOwnOrAdmin(person, job) || mayDo(person, job, 'operate')

/** The input and the result may hold what only administrators shall see. */
export const maySeeInside = (person: Person): boolean => can(person, 'house.administer')

const isOwnOrAdmin = (person: Person, job: JobRow): boolean =>
  job.asked_by === actorOf(person) || job.asked_by === person.id || can(person, 'house.administer')

/** An app without such a permission lets nobody in by it. */
function mayDo(person: Person, job: JobRow, verb: 'read' | 'operate'): boolean {
  const permission = `${job.task.split('.', 1)[0]}.${verb}`
  return isPermission(permission) && can(person, permission)
}

const isPermission = (name: string): name is Permission => Object.hasOwn(permissions, name)
