#include "ui/views/filter_chips.h"

#include "ui/charts/theme.h"
#include "ui/views/chip_button.h"

#include <QHBoxLayout>

namespace embedscope {

FilterChips::FilterChips(DocumentsModel& documents, QWidget* parent)
    : QWidget(parent)
    , m_documents(documents)
{
    setObjectName(QStringLiteral("filterChipsWidget"));
    setAccessibleName(tr("Filter by state"));
    using F = DocumentsModel::Filter;
    const std::initializer_list<std::tuple<F, QString, const char*>> chips = {
        {F::All, tr("All"), "filterAllChipButton"},
        {F::Working, tr("Working"), "filterWorkingChipButton"},
        {F::Waiting, tr("Waiting"), "filterWaitingChipButton"},
        {F::Done, tr("Done"), "filterDoneChipButton"},
        {F::Problems, tr("Problems"), "filterProblemsChipButton"}};
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(8));
    for (const auto& [filter, text, objectName] : chips) {
        auto* chip = new ChipButton(text, this);
        chip->setObjectName(QLatin1String(objectName));
        chip->setProblem(filter == F::Problems);
        m_group.addButton(chip, static_cast<int>(filter));
        layout->addWidget(chip);
    }
    m_group.button(static_cast<int>(documents.filter()))->setChecked(true);
    connect(&m_group, &QButtonGroup::idClicked, this,
            [this](int id) { m_documents.setFilter(static_cast<F>(id)); });
    connect(&documents, &DocumentsModel::countsChanged, this, &FilterChips::showCounts);
    showCounts();
}

void FilterChips::choose(DocumentsModel::Filter filter)
{
    m_group.button(static_cast<int>(filter))->setChecked(true);
    m_documents.setFilter(filter);
}

void FilterChips::showCounts()
{
    for (QAbstractButton* button : m_group.buttons()) {
        const auto filter = static_cast<DocumentsModel::Filter>(m_group.id(button));
        static_cast<ChipButton*>(button)->setCount(m_documents.count(filter));
    }
}

}
