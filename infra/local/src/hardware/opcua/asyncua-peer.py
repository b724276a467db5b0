"""A controller on Python's asyncua, for the gateway's OPC UA driver to meet a server that is not its own library's.

Reads its options as JSON from the first argument and commands as JSON lines from standard input; prints a JSON line when it
is ready and for each write a client sent. Ends with its input.
"""

import asyncio
import json
import socket
import sys
from pathlib import Path

from asyncua import Server, ua
from asyncua.common.callback import CallbackType
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.truststore import TrustStore
from asyncua.crypto.validator import CertificateValidator, CertificateValidatorOptions
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.oid import ExtendedKeyUsageOID


def say(message):
    print(json.dumps(message), flush=True)


async def main(options):
    folder = Path(options["folder"])
    (folder / "trusted").mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "server-key.pem", folder / "server-certificate.der"
    application_uri = "urn:outstation:asyncua"
    await setup_self_signed_certificate(
        key, certificate, application_uri, socket.gethostname(), [ExtendedKeyUsageOID.SERVER_AUTH], {"commonName": "asyncua"}
    )
    pem = load_der_x509_certificate(certificate.read_bytes()).public_bytes(Encoding.PEM)
    (folder / "server-certificate.pem").write_bytes(pem)
    server = Server()
    await server.init()
    await server.set_application_uri(application_uri)
    server.set_endpoint(options["endpoint"])
    server.set_security_policy(
        [ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt, ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt]
    )
    await server.load_certificate(str(certificate))
    await server.load_private_key(str(key))
    trust = TrustStore([folder / "trusted"], [])
    checks = CertificateValidator(CertificateValidatorOptions.TRUSTED | CertificateValidatorOptions.TIME_RANGE, trust)

    async def validate(client_certificate, description):
        # The gateway's certificate is brought while the server runs.
        await trust.load()
        await checks.validate(client_certificate, description)

    server.set_certificate_validator(validate)
    server.subscribe_server_callback(
        CallbackType.PreWrite, lambda event, _dispatcher=None: say({"write": True}) if event.is_external else None
    )
    for uri in options["namespacesBefore"]:
        await server.register_namespace(uri)
    namespace = await server.register_namespace(options["namespaceUri"])
    machine = await server.nodes.objects.add_object(namespace, "Machine")
    nodes = {
        name: await machine.add_variable(ua.NodeId(identifier, namespace), name, 1.0)
        for name, identifier in options["points"].items()
    }
    async with server:
        say({"ready": True})
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            for name, value in json.loads(line).items():
                await nodes[name].write_value(float(value))


asyncio.run(main(json.loads(sys.argv[1])))
