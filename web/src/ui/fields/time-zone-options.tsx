import { localTimeZone } from '#web/lib/time/time-zone.ts'

/** The options of a time zone choice, with UTC, this computer's zone and the chosen one first. */
export function TimeZoneOptions({ chosen }: { chosen: string }) {
  const firstZones = [...new Set(['UTC', localTimeZone(), chosen])]
  const regions = Map.groupBy(Intl.supportedValuesOf('timeZone'), (zone) => zone.split('/')[0] ?? zone)
  return (
    <>
      {firstZones.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
      {[...regions].map(([region, zones]) => (
        <optgroup key={region} label={region}>
          {zones
            .filter((zone) => !firstZones.includes(zone))
            .map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  )
}
