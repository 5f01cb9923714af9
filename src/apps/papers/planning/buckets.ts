/**
 * One local hour of one local date, as an unbroken stretch of time: 60 minutes on most days, 120 where clocks go back,
 * 30 or 90 in zones that shift by half an hour. An hour that clocks jump over has no bucket.
 */
export type Bucket = Readonly<{
  /** Local date, as 2026-03-29. */
  date: string
  /** Local hour, 0 to 23. */
  hour: number
  start: string
  /** Not part of the bucket, but of the next one, which starts there. */
  end: string
}>

/** The moment at which a zone's clocks are put forward (minutes above zero) or back. */
export type ClockChange = Readonly<{ at: string; shiftMinutes: number }>

const HOUR = { hours: 1 }

/**
 * The buckets of a local date, in order: usually 24, fewer where hours are missing, none where the zone skipped the day.
 *
 * @throws RangeError where the date or the zone does not exist.
 */
export function bucketsOf(date: string, zone: string): Bucket[] {
  const midnight = Temporal.PlainDate.from(date).toPlainDateTime()
  const hours = Array.from({ length: 24 }, (_, hour) => midnight.add({ hours: hour }))
  return hours.map((hour) => bucketOf(hour, zone)).filter(({ start, end }) => start < end)
}

/** The bucket that an instant lies in: every instant lies in exactly one. */
export function bucketAt(instant: string, zone: string): Bucket {
  const now = Temporal.Instant.from(instant)
  let hour = now.toZonedDateTimeISO(zone).toPlainDateTime().round({ smallestUnit: 'hour', roundingMode: 'floor' })
  // Shortly after clocks went back, a later hour may have begun already, and it goes on.
  while (!isAfter(firstReached(hour.add(HOUR), zone), now)) hour = hour.add(HOUR)
  return bucketOf(hour, zone)
}

/** The bucket after this one. The zone may be another than the bucket's: then it is the first to start at its end or later. */
export function nextBucket(bucket: Bucket, zone: string): Bucket {
  const following = bucketAt(bucket.end, zone)
  return following.start === bucket.end ? following : bucketAt(following.end, zone)
}

/** The buckets that lie wholly between two instants, one at a time: a long downtime has many. */
export function* bucketsBetween(from: string, to: string, zone: string): Generator<Bucket> {
  const [first, last] = [canonical(from), canonical(to)]
  let bucket = bucketAt(first, zone)
  if (bucket.start < first) bucket = nextBucket(bucket, zone)
  for (; bucket.end <= last; bucket = nextBucket(bucket, zone)) yield bucket
}

/** The next time clocks are changed after an instant; null where the zone has no more changes. */
export function nextClockChange(instant: string, zone: string): ClockChange | null {
  const change = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
  if (change === null) return null
  const shiftNs = change.offsetNanoseconds - change.subtract({ nanoseconds: 1 }).offsetNanoseconds
  return { at: toText(change.toInstant()), shiftMinutes: shiftNs / 60e9 }
}

/** How long a bucket lasts, and how much of it is left at an instant, in whole seconds; all of it before it starts, 0 after it ended. */
export function secondsLeft(bucket: Bucket, now: string): { remainingSeconds: number; lengthSeconds: number } {
  const [start, end] = [Date.parse(bucket.start), Date.parse(bucket.end)]
  const leftMs = end - Math.min(Math.max(Date.parse(now), start), end)
  return { remainingSeconds: Math.floor(leftMs / 1000), lengthSeconds: (end - start) / 1000 }
}

function bucketOf(hour: Temporal.PlainDateTime, zone: string): Bucket {
  return {
    date: hour.toPlainDate().toString(),
    hour: hour.hour,
    start: toText(firstReached(hour, zone)),
    end: toText(firstReached(hour.add(HOUR), zone)),
  }
}

/**
 * The first moment at which the zone's clocks have reached a time of day. Buckets run from one such moment to the next,
 * which settles every clock change: a doubled hour is one long bucket, a skipped one is empty, buckets follow each other
 * without gap or overlap, and no (date, hour) comes twice, even where clocks go back by two hours or across midnight.
 */
function firstReached(time: Temporal.PlainDateTime, zone: string): Temporal.Instant {
  const earlier = time.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (earlier.toPlainDateTime().equals(time)) return earlier.toInstant()

  // The clocks jumped over this time: they reached it when they jumped, which is just ahead of `earlier`.
  const jump = earlier.getTimeZoneTransition('next')
  if (jump === null) throw new Error(`${zone} has no ${time}, and no clock change after it`)
  return jump.toInstant()
}

const isAfter = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) > 0

/** Always with milliseconds and Z, so that text order is time order. */
const toText = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds).toISOString()

const canonical = (instant: string) => toText(Temporal.Instant.from(instant))
