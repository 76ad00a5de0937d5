"""A partner's subscriber that writes down when it had what: `python -m bench.limits.subscriber URL QUEUE FILE`.

Each line of FILE is the reference that a message carries, its revision, its sequence, and the time of day.
"""

import json
import sys
import time
from pathlib import Path

import pika


def main() -> None:
    url, queue, file = sys.argv[1:]
    with Path(file).open("w", encoding="utf-8", buffering=1) as heard:
        channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
        channel.basic_qos(prefetch_count=200)

        def hear(_channel: object, method: pika.spec.Basic.Deliver, _properties: object, body: bytes) -> None:
            had = time.time()
            message = json.loads(body)
            data = message["data"]
            heard.write(f"{data['reference']} {data['revision']} {message['sequence']} {had}\n")
            channel.basic_ack(method.delivery_tag)

        channel.basic_consume(queue, hear)
        print("ready", flush=True)
        channel.start_consuming()


if __name__ == "__main__":
    main()
