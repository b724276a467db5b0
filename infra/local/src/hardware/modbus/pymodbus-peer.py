"""A Modbus device of another make than ours, on pymodbus: serves the tables that it is given, and says what is written.

One argument, JSON: {"framing": "socket" | "rtu", "input": [...], "holding": [...], "discrete": [...], "coil": [...]}.
Says {"port": n} once it listens, and {"write": function code} for each request that would change something.
"""

import asyncio
import json
import logging
import sys

from pymodbus import FramerType
from pymodbus import datastore
from pymodbus.server import ModbusTcpServer

logging.disable(logging.CRITICAL)
given = json.loads(sys.argv[1])


def say(what):
    print(json.dumps(what), flush=True)


def traced(sending, pdu):
    if not sending and pdu.function_code in (5, 6, 15, 16, 22, 23):
        say({"write": pdu.function_code})
    return pdu


def block(name):
    # A context adds one to the address on the wire.
    return datastore.ModbusSequentialDataBlock(1, given[name])


async def main():
    make = getattr(datastore, "ModbusDeviceContext", None) or datastore.ModbusSlaveContext
    device = make(di=block("discrete"), co=block("coil"), ir=block("input"), hr=block("holding"))
    context = datastore.ModbusServerContext(device, single=True)
    server = ModbusTcpServer(
        context, framer=FramerType(given["framing"]), address=("127.0.0.1", 0), trace_pdu=traced
    )
    await server.serve_forever(background=True)
    say({"port": server.transport.sockets[0].getsockname()[1]})
    # Its parent's end is its own.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
