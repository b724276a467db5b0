"""A BACnet/IP device on bacpypes3, on loopback: analog inputs with COV, and many more so that its object list is sent in segments.

Arguments: port, instance, number of points. Says READY on standard output; a line "<point number> <value>" on standard
input makes a point show the value; "subscriptions" is answered by how many it holds. Says WRITE and
SUBSCRIBE for each of these that was asked of it. Ends with standard input.
"""

import asyncio
import sys

from bacpypes3.basetypes import EngineeringUnits
from bacpypes3.ipv4.app import NormalApplication
from bacpypes3.local.analog import AnalogInputObject
from bacpypes3.local.device import DeviceObject
from bacpypes3.pdu import IPv4Address


class Peer(NormalApplication):
    """Tells of every write and every subscription that is asked of it."""

    async def do_SubscribeCOVRequest(self, apdu):
        print("SUBSCRIBE", flush=True)
        await super().do_SubscribeCOVRequest(apdu)

    async def do_WritePropertyRequest(self, apdu):
        print("WRITE", flush=True)
        await super().do_WritePropertyRequest(apdu)

    async def do_WritePropertyMultipleRequest(self, apdu):
        print("WRITE", flush=True)
        await super().do_WritePropertyMultipleRequest(apdu)


def build(port, instance, points):
    device = DeviceObject(objectIdentifier=("device", instance), objectName="bacpypes3-peer", vendorIdentifier=999)
    app = Peer(device, IPv4Address(f"127.0.0.1/8:{port}"))
    inputs = []
    for number in range(1, points + 1):
        one = AnalogInputObject(
            objectIdentifier=("analog-input", number),
            objectName=f"p{number}",
            description=f"point {number}",
            presentValue=float(number),
            units=EngineeringUnits.degreesCelsius,
            covIncrement=0.5,
            statusFlags=[0, 0, 0, 0],
            eventState="normal",
            outOfService=False,
        )
        app.add_object(one)
        inputs.append(one)
    return app, inputs


async def main():
    port, instance, points = (int(argument) for argument in sys.argv[1:4])
    app, inputs = build(port, instance, points)
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("READY", flush=True)
    while line := (await lines.readline()).decode().split():
        if line[0] == "subscriptions":
            held = sum(len(detection.cov_subscriptions) for detection in app._cov_detections.values())
            print(f"HELD {held}", flush=True)
        else:
            inputs[int(line[0]) - 1].presentValue = float(line[1])
    app.close()


asyncio.run(main())
