from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "apps.campaigns"
    verbose_name = "创建活动"

    def ready(self) -> None:
        from . import receivers

        receivers.register()
