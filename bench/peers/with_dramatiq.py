"""dramatiq: an actor for invitations. `dramatiq bench.peers.with_dramatiq -p 2`; as a program, the publisher."""

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker

from bench.peers import invitation

dramatiq.set_broker(RabbitmqBroker(url=invitation.BROKER, confirm_delivery=True))
invite = dramatiq.actor(invitation.invite)

if __name__ == "__main__":
    invitation.publish(invite.send)
