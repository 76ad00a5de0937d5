"""FastStream: `faststream run bench.peers.with_faststream:app` hears check-ins; as a program, this publishes them."""

import asyncio

from faststream import FastStream
from faststream.rabbit import RabbitBroker, RabbitQueue
from pydantic import BaseModel

from bench.peers.publishing import BROKER, drive_async, note

QUEUE = RabbitQueue("check-ins", durable=True)
broker = RabbitBroker(BROKER, logger=None)  # else it writes two lines for each
app = FastStream(broker)


class CheckIn(BaseModel):
    reference: int
    revision: int


@broker.subscriber(QUEUE)
async def hear(said: CheckIn) -> None:
    note(said.reference)


async def main() -> None:
    async with RabbitBroker(BROKER) as publisher:
        await drive_async(lambda n: publisher.publish(CheckIn(reference=n, revision=1), QUEUE, persist=True))


if __name__ == "__main__":
    asyncio.run(main())
