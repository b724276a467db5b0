/** BACnetPropertyIdentifier (ASHRAE 135, clause 21): those that are read. */
export const PROPERTY = {
  covIncrement: 22,
  description: 28,
  modelName: 70,
  objectList: 76,
  objectName: 77,
  presentValue: 85,
  reliability: 103,
  statusFlags: 111,
  units: 117,
  vendorName: 121,
} as const;

/** What a present value of 12 octets, four flags, a reliability or an error for it, and texts of 40 octets take in an answer. */
const ANSWER_OCTETS: Readonly<Record<number, number>> = {
  [PROPERTY.presentValue]: 13,
  [PROPERTY.statusFlags]: 7,
  [PROPERTY.reliability]: 8,
  [PROPERTY.units]: 8,
  [PROPERTY.covIncrement]: 9,
  [PROPERTY.objectList]: 12,
};
const TEXT_OCTETS = 44;
/** The object's identifier, an opening and a closing tag. */
export const OBJECT_OCTETS = 7;

export const answerOctets = (property: number): number => ANSWER_OCTETS[property] ?? TEXT_OCTETS;
