"""Celery: a task for each invitation. `celery -A bench.peers.with_celery worker -c 2`; as a program, the publisher."""

from celery import Celery

from bench.peers import invitation

app = Celery("peer", broker=invitation.BROKER)
app.conf.update(
    broker_transport_options={"confirm_publish": True},
    task_ignore_result=True,
    task_acks_late=True,
    worker_hijack_root_logger=False,
)


@app.task(name="invite")
def invite(number: int) -> None:
    invitation.invite(number)


if __name__ == "__main__":
    invitation.publish(invite.delay)
