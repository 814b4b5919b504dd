// How much of the machine the workers may take: on battery half of it, giving way to every other program.
#include "engine/base/cpu.h"
#include "engine/telemetry/power.h"
#include "ui/models/effort.h"
#include "ui/models/workbench_private.h"

namespace embedscope {

const EmbedOptions& Workbench::chosenOptions() const
{
    return d->chosen;
}

void Workbench::setEmbedOptions(const EmbedOptions& options)
{
    d->chosen = options;
    if (options.workers <= 0) // automatic
        d->chosen.workers = usableCores();
    d->setEmbedOptions(d->onBattery ? gentler(d->chosen) : d->chosen);
}

void Workbench::Private::lookAtPower()
{
    const bool now = runsOnBattery();
    if (now == onBattery)
        return;
    onBattery = now;
    const EmbedOptions wanted = onBattery ? gentler(chosen) : chosen;
    const bool changes = wanted.workers != options.workers || wanted.background != options.background;
    setEmbedOptions(wanted);
    if (changes && isRunning())
        emit q.notice(onBattery ? tr("On battery: indexing goes on gently.")
                                : tr("On mains again: indexing goes on as chosen."));
}

}
