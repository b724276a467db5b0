import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";

/** Where the simulated hardware listens on loopback; the seed writes the same numbers into the edge packages. */
export type HardwarePorts = {
  readonly acmeOpcUa: number;
  readonly acmeBacnet: number;
  readonly acmeModbus: number;
  readonly globexOpcUa: number;
  readonly globexModbus: number;
};

export const defaultHardwarePorts: HardwarePorts = {
  acmeOpcUa: 48400,
  acmeBacnet: 47901,
  acmeModbus: 5020,
  globexOpcUa: 48401,
  globexModbus: 5021,
};

export type DemoDevice = { readonly key: string; readonly name: string; readonly type: string; readonly area: string };

export type DemoTenant = {
  readonly slug: "acme" | "globex";
  readonly name: string;
  readonly site: {
    readonly name: string;
    readonly timeZone: string;
    readonly latitude: number;
    readonly longitude: number;
  };
  readonly gateway: DemoDevice & { readonly type: "gateway" };
  /** The gateway's children. */
  readonly devices: readonly DemoDevice[];
  readonly edgePackage: EdgePackage;
};

/** The two tenants of the demo with their gateways, devices and points. Pure data: the seed, the simulators and the gateways read the same. */
export const demoFleet = (ports: HardwarePorts): DemoTenant[] => [acme(ports), globex(ports)];

const acme = (ports: HardwarePorts): DemoTenant => ({
  slug: "acme",
  name: "Acme Packaging",
  site: { name: "Rotterdam plant", timeZone: "Europe/Amsterdam", latitude: 51.8985, longitude: 4.4183 },
  gateway: { key: "gw-line-3", name: "Gateway line 3", type: "gateway", area: "rotterdam/hall-b/ground/control-room" },
  devices: [
    {
      key: "packaging-line-3",
      name: "Packaging line 3",
      type: "packaging-line",
      area: "rotterdam/hall-b/ground/line-3",
    },
    { key: "ahu-1", name: "Air handler 1", type: "air-handler", area: "rotterdam/hall-b/roof/plant-room" },
    { key: "meter-main", name: "Main power meter", type: "power-meter", area: "rotterdam/hall-b/ground/switch-room" },
  ],
  edgePackage: {
    version: 1,
    tenant: "acme",
    gateway: "gw-line-3",
    reporting: { batchMs: 500, heartbeatMs: 10_000 },
    sources: [
      {
        id: "line-3-plc",
        device: "packaging-line-3",
        driver: "opcua",
        endpoint: `opc.tcp://127.0.0.1:${ports.acmeOpcUa}/line-3`,
        securityMode: "SignAndEncrypt",
        samplingMs: 250,
        points: packagingLinePoints,
      },
      {
        id: "ahu-1-controller",
        device: "ahu-1",
        driver: "bacnet",
        address: `127.0.0.1:${ports.acmeBacnet}`,
        pollMs: 2000,
        points: airHandlerPoints,
      },
      {
        id: "meter-main",
        device: "meter-main",
        driver: "modbus",
        host: "127.0.0.1",
        port: ports.acmeModbus,
        unitId: 1,
        pollMs: 1000,
        points: meterPoints("big"),
      },
    ],
  },
});

const globex = (ports: HardwarePorts): DemoTenant => ({
  slug: "globex",
  name: "Globex Beverages",
  site: { name: "Ghent brewery", timeZone: "Europe/Brussels", latitude: 51.0843, longitude: 3.7291 },
  gateway: { key: "gw-hall-1", name: "Gateway hall 1", type: "gateway", area: "ghent/hall-1/ground/control-room" },
  devices: [
    { key: "filler-1", name: "Can filler 1", type: "filler", area: "ghent/hall-1/ground/filling" },
    { key: "meter-hall-1", name: "Power meter hall 1", type: "power-meter", area: "ghent/hall-1/ground/switch-room" },
  ],
  edgePackage: {
    version: 1,
    tenant: "globex",
    gateway: "gw-hall-1",
    reporting: { batchMs: 500, heartbeatMs: 10_000 },
    sources: [
      {
        id: "filler-1-plc",
        device: "filler-1",
        driver: "opcua",
        endpoint: `opc.tcp://127.0.0.1:${ports.globexOpcUa}/filler-1`,
        // An older controller, as many plants have: it offers no security and stands on its own cell network.
        securityMode: "None",
        samplingMs: 250,
        points: canFillerPoints,
      },
      {
        id: "meter-hall-1",
        device: "meter-hall-1",
        driver: "modbus",
        host: "127.0.0.1",
        port: ports.globexModbus,
        unitId: 17,
        pollMs: 1000,
        points: meterPoints("little"),
      },
    ],
  },
});

type OpcUaPoint = OpcUaSource["points"][number];
type BacnetPoint = BacnetSource["points"][number];
type ModbusPoint = ModbusSource["points"][number];

/** The namespace the simulated controllers keep their variables in: 0 is OPC UA's own and 1 the server's. */
const node = (path: string) => `ns=2;s=${path}`;

const number = (path: string, name: string, unit: string, decimals: number, description: string): OpcUaPoint => ({
  name,
  description,
  kind: "number",
  unit,
  decimals,
  nodeId: node(path),
});
const text = (path: string, name: string, description: string): OpcUaPoint => ({
  name,
  description,
  kind: "string",
  nodeId: node(path),
});
const flag = (path: string, name: string, description: string): OpcUaPoint => ({
  name,
  description,
  kind: "boolean",
  nodeId: node(path),
});

const packagingLinePoints: OpcUaPoint[] = [
  text("Line3.State", "line_state", "State of the line as a whole"),
  text("Line3.BatchId", "batch_id", "Batch in production"),
  number("Line3.Efficiency", "line_efficiency", "%", 1, "Good bottles against the setpoint, over the last minutes"),
  flag("Line3.EmergencyStopClear", "emergency_stop_clear", "No emergency stop is pressed"),

  text("Line3.Filler.State", "filler_state", "Filler state"),
  number("Line3.Filler.SpeedSetpoint", "filler_speed_setpoint", "{bottle}/min", 0, "Wanted filler speed"),
  number("Line3.Filler.Speed", "filler_speed", "{bottle}/min", 1, "Filler speed"),
  number("Line3.Filler.BowlLevel", "filler_bowl_level", "%", 1, "Level in the filler bowl"),
  number("Line3.Filler.BowlPressure", "filler_bowl_pressure", "bar", 2, "Pressure in the filler bowl"),
  number(
    "Line3.Filler.ProductTemperature",
    "filler_product_temperature",
    "Cel",
    1,
    "Product temperature at the filler",
  ),
  number("Line3.Filler.FillVolume", "filler_fill_volume", "mL", 1, "Mean filled volume of the last round"),
  number("Line3.Filler.MotorCurrent", "filler_motor_current", "A", 1, "Main drive current"),
  number("Line3.Filler.Vibration", "filler_vibration", "mm/s", 2, "Main bearing vibration, RMS velocity"),
  number("Line3.Filler.BottlesTotal", "filler_bottles_total", "{bottle}", 0, "Bottles filled"),
  number("Line3.Filler.RejectsTotal", "filler_rejects_total", "{bottle}", 0, "Bottles rejected for their fill level"),
  flag("Line3.Filler.GuardClosed", "filler_guard_closed", "Guard doors closed"),

  text("Line3.Capper.State", "capper_state", "Capper state"),
  number("Line3.Capper.Speed", "capper_speed", "{bottle}/min", 1, "Capper speed"),
  number("Line3.Capper.Torque", "capper_torque", "N.m", 2, "Mean closing torque"),
  number("Line3.Capper.Vibration", "capper_vibration", "mm/s", 2, "Turret vibration, RMS velocity"),
  number("Line3.Capper.MotorTemperature", "capper_motor_temperature", "Cel", 1, "Turret motor temperature"),
  number("Line3.Capper.HopperLevel", "capper_hopper_level", "%", 0, "Caps in the hopper"),
  number("Line3.Capper.RejectsTotal", "capper_rejects_total", "{bottle}", 0, "Bottles rejected for their cap"),
  flag("Line3.Capper.GuardClosed", "capper_guard_closed", "Guard doors closed"),

  text("Line3.Labeller.State", "labeller_state", "Labeller state"),
  number("Line3.Labeller.Speed", "labeller_speed", "{bottle}/min", 1, "Labeller speed"),
  number("Line3.Labeller.GlueTemperature", "labeller_glue_temperature", "Cel", 1, "Glue temperature"),
  number("Line3.Labeller.WebTension", "labeller_web_tension", "N", 1, "Label web tension"),
  number("Line3.Labeller.RollRemaining", "labeller_roll_remaining", "m", 0, "Label web left on the roll"),
  number(
    "Line3.Labeller.CameraScore",
    "labeller_camera_score",
    "%",
    1,
    "Label position score of the inspection camera",
  ),
  flag("Line3.Labeller.CameraOk", "labeller_camera_ok", "Inspection camera in order"),
  number("Line3.Labeller.RejectsTotal", "labeller_rejects_total", "{bottle}", 0, "Bottles rejected for their label"),

  text("Line3.CasePacker.State", "case_packer_state", "Case packer state"),
  number("Line3.CasePacker.Speed", "case_packer_speed", "{case}/min", 1, "Case packer speed"),
  number("Line3.CasePacker.AirPressure", "case_packer_air_pressure", "bar", 2, "Compressed air at the case packer"),
  number("Line3.CasePacker.MotorCurrent", "case_packer_motor_current", "A", 1, "Main drive current"),
  number("Line3.CasePacker.MagazineLevel", "case_packer_magazine_level", "%", 0, "Case blanks in the magazine"),
  number("Line3.CasePacker.CasesTotal", "case_packer_cases_total", "{case}", 0, "Cases packed"),
  flag("Line3.CasePacker.Jam", "case_packer_jam", "A case is jammed"),

  number("Line3.Conveyor.Speed", "conveyor_speed", "m/s", 2, "Accumulation conveyor speed"),
  number("Line3.Conveyor.MotorCurrent", "conveyor_motor_current", "A", 1, "Conveyor drive current"),
  number("Line3.Conveyor.MotorTemperature", "conveyor_motor_temperature", "Cel", 1, "Conveyor motor temperature"),
  number("Line3.Conveyor.Vibration", "conveyor_vibration", "mm/s", 2, "Gearbox vibration, RMS velocity"),
  number("Line3.Conveyor.Accumulation", "conveyor_accumulation", "%", 0, "How full the accumulation is"),
  flag("Line3.Conveyor.Running", "conveyor_running", "Conveyor runs"),

  text("Line3.Palletiser.State", "palletiser_state", "Palletiser state"),
  number("Line3.Palletiser.AxisPosition", "palletiser_axis_position", "mm", 0, "Height of the gripper"),
  number("Line3.Palletiser.Layer", "palletiser_layer", "{layer}", 0, "Layer being built"),
  number("Line3.Palletiser.Vacuum", "palletiser_vacuum", "kPa", 1, "Gripper vacuum below ambient"),
  number("Line3.Palletiser.MotorTemperature", "palletiser_motor_temperature", "Cel", 1, "Lift motor temperature"),
  number("Line3.Palletiser.PalletsTotal", "palletiser_pallets_total", "{pallet}", 0, "Pallets finished"),
  flag("Line3.Palletiser.LightCurtainClear", "palletiser_light_curtain_clear", "Nobody in the light curtain"),
];

const canFillerPoints: OpcUaPoint[] = [
  text("Filler1.State", "filler_state", "Filler state"),
  text("Filler1.BatchId", "batch_id", "Brew in production"),
  number("Filler1.SpeedSetpoint", "filler_speed_setpoint", "{can}/min", 0, "Wanted filler speed"),
  number("Filler1.Speed", "filler_speed", "{can}/min", 1, "Filler speed"),
  number("Filler1.ProductTemperature", "product_temperature", "Cel", 1, "Product temperature at the filler"),
  number("Filler1.BowlPressure", "bowl_pressure", "bar", 2, "Counter pressure in the bowl"),
  number("Filler1.DissolvedOxygen", "dissolved_oxygen", "ug/L", 1, "Dissolved oxygen in the product"),
  number("Filler1.CarbonDioxide", "carbon_dioxide", "g/L", 2, "Carbon dioxide in the product"),
  number("Filler1.SeamerVibration", "seamer_vibration", "mm/s", 2, "Seamer vibration, RMS velocity"),
  number("Filler1.MotorCurrent", "motor_current", "A", 1, "Main drive current"),
  number("Filler1.CansTotal", "cans_total", "{can}", 0, "Cans filled"),
  number("Filler1.RejectsTotal", "rejects_total", "{can}", 0, "Cans rejected"),
  flag("Filler1.GuardClosed", "guard_closed", "Guard doors closed"),
];

const analog = (object: string, name: string, unit: string, decimals: number, description: string): BacnetPoint => ({
  name,
  description,
  kind: "number",
  unit,
  decimals,
  object,
});

const airHandlerPoints: BacnetPoint[] = [
  analog("analog-input:1", "supply_air_temperature", "Cel", 1, "Air blown into the hall"),
  analog("analog-input:2", "return_air_temperature", "Cel", 1, "Air drawn from the hall"),
  analog("analog-input:3", "outside_air_temperature", "Cel", 1, "Air outside"),
  analog("analog-input:4", "supply_static_pressure", "Pa", 0, "Static pressure in the supply duct"),
  analog("analog-input:5", "return_air_co2", "[ppm]", 0, "Carbon dioxide in the return air"),
  analog("analog-output:1", "outside_air_damper", "%", 0, "Opening of the outside air damper"),
  analog("analog-output:2", "heating_valve", "%", 0, "Opening of the heating valve"),
  analog("analog-output:3", "cooling_valve", "%", 0, "Opening of the cooling valve"),
  analog("analog-output:4", "supply_fan_speed", "%", 0, "Supply fan speed"),
  analog("analog-value:1", "supply_air_temperature_setpoint", "Cel", 1, "Wanted supply air temperature"),
  { name: "supply_fan_running", description: "Supply fan runs", kind: "boolean", object: "binary-input:1" },
  { name: "filter_dirty", description: "Filter pressure switch", kind: "boolean", object: "binary-input:2" },
];

type Registers = Pick<ModbusPoint, "table" | "address" | "type" | "scale">;

/** Three-phase meter. `wordOrder` differs between the two makes, as it does in the field. */
const meterPoints = (wordOrder: ModbusPoint["wordOrder"]): ModbusPoint[] => {
  const point = (name: string, unit: string, decimals: number, description: string, at: Registers): ModbusPoint => ({
    name,
    description,
    kind: "number",
    unit,
    decimals,
    wordOrder,
    ...at,
  });
  const float = (address: number): Registers => ({ table: "input", address, type: "float32", scale: 1 });
  return [
    point("voltage_l1", "V", 1, "Phase voltage L1 to neutral", float(0)),
    point("voltage_l2", "V", 1, "Phase voltage L2 to neutral", float(2)),
    point("voltage_l3", "V", 1, "Phase voltage L3 to neutral", float(4)),
    point("current_l1", "A", 1, "Phase current L1", float(6)),
    point("current_l2", "A", 1, "Phase current L2", float(8)),
    point("current_l3", "A", 1, "Phase current L3", float(10)),
    point("active_power", "kW", 2, "Active power, three phases", float(12)),
    point("reactive_power", "kV.A{reactive}", 2, "Reactive power, three phases", float(14)),
    point("power_factor", "1", 3, "Power factor", { table: "input", address: 16, type: "int16", scale: 0.001 }),
    point("frequency", "Hz", 2, "Mains frequency", { table: "input", address: 17, type: "uint16", scale: 0.01 }),
    point("active_energy_total", "kW.h", 1, "Active energy taken since installation", {
      table: "holding",
      address: 100,
      type: "uint32",
      scale: 0.1,
    }),
  ];
};
