/** UN/CEFACT Recommendation 20 common codes, as OPC UA servers name their units (OPC 10000-8, 5.6.4.3), in UCUM. */
const UCUM: Readonly<Record<string, string>> = {
  // Temperature, pressure
  CEL: "Cel",
  KEL: "K",
  FAH: "[degF]",
  BAR: "bar",
  MBR: "mbar",
  PAL: "Pa",
  A97: "hPa",
  KPA: "kPa",
  MPA: "MPa",
  // Length, area, volume, mass
  MMT: "mm",
  CMT: "cm",
  MTR: "m",
  KMT: "km",
  "4H": "um",
  MTK: "m2",
  MLT: "mL",
  LTR: "L",
  CMQ: "cm3",
  MTQ: "m3",
  GRM: "g",
  KGM: "kg",
  TNE: "t",
  // Time, speed, flow
  C26: "ms",
  SEC: "s",
  MIN: "min",
  HUR: "h",
  DAY: "d",
  C16: "mm/s",
  MTS: "m/s",
  KMH: "km/h",
  MSK: "m/s2",
  L2: "L/min",
  E32: "L/h",
  MQS: "m3/s",
  MQH: "m3/h",
  KGS: "kg/s",
  E93: "kg/h",
  // Rotation, frequency, force
  RPM: "{rev}/min",
  RPS: "{rev}/s",
  HTZ: "Hz",
  KHZ: "kHz",
  MHZ: "MHz",
  NEW: "N",
  NU: "N.m",
  DD: "deg",
  // Electricity, energy
  VLT: "V",
  KVT: "kV",
  "4K": "mA",
  AMP: "A",
  OHM: "Ohm",
  WTT: "W",
  KWT: "kW",
  MAW: "MW",
  KVA: "kV.A",
  JOU: "J",
  KJO: "kJ",
  WHR: "W.h",
  KWH: "kW.h",
  MWH: "MW.h",
  // Ratios and counts
  P1: "%",
  "59": "[ppm]",
  C62: "1",
};

/**
 * @param unitId EUInformation.unitId: the code's characters, each a byte, the last one lowest (OPC 10000-8, 5.6.4.3)
 * @returns undefined for a code that is not in our table, and for none (-1)
 */
export function ucumOf(unitId: number): string | undefined {
  let code = "";
  for (let rest = unitId; rest > 0; rest = Math.floor(rest / 256)) code = String.fromCharCode(rest % 256) + code;
  return UCUM[code];
}
