#include "ui/views/contender_card.h"

#include "engine/base/cpu.h"
#include "ui/charts/series_style.h"
#include "ui/views/elided_label.h"
#include "ui/views/icon_button.h"
#include "ui/views/lab_words.h"
#include "ui/views/number_box.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QComboBox>
#include <QGridLayout>
#include <QSpinBox>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::array kModes = {Mode::Coarse, Mode::Nested, Mode::Hybrid, Mode::Naive};
constexpr int kLineLeft = 36, kLineWidth = 28;

/// Leaves the wheel to the page unless it has the keyboard.
class ModeBox : public QComboBox
{
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

QString modeTip(Mode mode)
{
    switch (mode) {
    case Mode::Coarse:
        return ContenderCard::tr("Each worker has texts of its own");
    case Mode::Nested:
        return ContenderCard::tr("All workers share one pack of texts");
    case Mode::Hybrid:
        return ContenderCard::tr("Each worker has a small team");
    case Mode::Naive:
        return ContenderCard::tr("A task for every product, to see why not");
    }
    return {};
}

}

ContenderCard::ContenderCard(int contender, QWidget* parent)
    : QWidget(parent)
    , m_contender(contender)
{
    setObjectName(QStringLiteral("contender%1Widget").arg(letter()));
    setAccessibleName(tr("Contender %1").arg(letter()));
    build();
}

QString ContenderCard::letter() const
{
    return labwords::letter(m_contender);
}

QSpinBox* ContenderCard::spinBox(const QString& name, const char* objectName, int least, int most, int step)
{
    auto* box = new NumberBox(this);
    box->setObjectName(QLatin1String(objectName) + letter() + QLatin1String("SpinBox"));
    box->setAccessibleName(tr("%1 of %2").arg(name, letter()));
    box->setRange(least, most);
    box->setSingleStep(step);
    box->setKeyboardTracking(false);
    connect(box, &QSpinBox::valueChanged, this, &ContenderCard::take);
    return box;
}

void ContenderCard::build()
{
    m_name = new ElidedLabel(this);
    QFont bold = Metrics::body();
    bold.setBold(true);
    m_name->setFont(bold);
    m_rate = new QLabel(this);
    m_rate->setObjectName(QStringLiteral("contender%1RateLabel").arg(letter()));
    m_rate->setFont(Metrics::small());
    m_rate->setForegroundRole(QPalette::PlaceholderText);
    m_mode = new ModeBox(this);
    m_mode->setObjectName(QStringLiteral("mode%1ComboBox").arg(letter()));
    m_mode->setAccessibleName(tr("Mode of %1").arg(letter()));
    m_mode->setMinimumHeight(Metrics::px(28));
    for (const Mode mode : kModes) {
        m_mode->addItem(labwords::modeWords(mode), static_cast<int>(mode));
        m_mode->setItemData(m_mode->count() - 1, modeTip(mode), Qt::ToolTipRole);
    }
    const int cores = static_cast<int>(allowedProcessors().size());
    m_workers = spinBox(tr("Workers"), "workers", 1, std::max(4, 2 * cores), 1);
    m_team = spinBox(tr("Threads per product"), "team", 2, std::max(2, cores), 1);
    m_pack = spinBox(tr("Tokens of a pack"), "pack", 16, 2048, 16);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &ContenderCard::take);

    auto* grid = new QGridLayout(this);
    const int edge = Metrics::px(12);
    grid->setContentsMargins(edge, edge, edge, edge);
    grid->setHorizontalSpacing(Metrics::px(8));
    grid->setVerticalSpacing(Metrics::px(6));
    auto* head = new QHBoxLayout;
    head->addSpacing(Metrics::px(kLineLeft + kLineWidth - 4));
    head->addWidget(m_name, 1);
    m_remove = new IconButton(QStringLiteral("cancel"), tr("Take %1 out").arg(letter()), this);
    m_remove->setObjectName(QStringLiteral("remove%1ToolButton").arg(letter()));
    m_remove->setVisible(false);
    connect(m_remove, &QToolButton::clicked, this, &ContenderCard::removed);
    head->addWidget(m_remove);
    grid->addLayout(head, 0, 0, 1, 2);
    auto* rate = new QHBoxLayout;
    rate->addSpacing(Metrics::px(kLineLeft + kLineWidth - 4));
    rate->addWidget(m_rate, 1);
    grid->addLayout(rate, 1, 0, 1, 2);
    const auto row = [&](int line, const QString& text, QWidget* control) {
        auto* label = new QLabel(text, this);
        label->setFont(Metrics::small());
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(control);
        grid->addWidget(label, line, 0);
        grid->addWidget(control, line, 1);
        return label;
    };
    row(2, tr("Mode"), m_mode);
    row(3, tr("Workers"), m_workers);
    m_teamLabel = row(4, tr("Team of each"), m_team);
    row(5, tr("Pack, tokens"), m_pack);
    grid->setColumnStretch(1, 1);
    setRate(0);
    showOptions();
}

void ContenderCard::setOptions(const EmbedOptions& options)
{
    m_options = options;
    m_options.workers = std::clamp(options.workers, m_workers->minimum(), m_workers->maximum());
    const QSignalBlocker quietMode(m_mode), quietWorkers(m_workers), quietTeam(m_team), quietPack(m_pack);
    m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(options.mode)));
    m_workers->setValue(m_options.workers);
    m_team->setValue(std::max(2, options.matmulThreads));
    m_pack->setValue(options.packTokens);
    showOptions();
}

void ContenderCard::take()
{
    m_options.mode = static_cast<Mode>(m_mode->currentData().toInt());
    m_options.workers = m_workers->value();
    m_options.matmulThreads = m_options.mode == Mode::Hybrid ? m_team->value() : 0;
    m_options.packTokens = m_pack->value();
    setRate(0);
    showOptions();
    emit changed();
}

void ContenderCard::showOptions()
{
    const bool hybrid = m_options.mode == Mode::Hybrid; // elsewhere the size of a team means nothing
    m_team->setVisible(hybrid);
    m_teamLabel->setVisible(hybrid);
    m_name->setText(labwords::settingWords(m_options));
    setAccessibleDescription(m_name->text());
}

void ContenderCard::setRate(double tokensPerSecond)
{
    m_rate->setText(tokensPerSecond > 0
                        ? tr("%1 tokens/s").arg(wording::number(std::llround(tokensPerSecond)))
                        : tr("not measured"));
}

void ContenderCard::setRemovable(bool removable)
{
    m_remove->setVisible(removable);
}

void ContenderCard::setEditable(bool editable)
{
    m_remove->setEnabled(editable);
    for (QWidget* control : {static_cast<QWidget*>(m_mode), static_cast<QWidget*>(m_workers),
                             static_cast<QWidget*>(m_team), static_cast<QWidget*>(m_pack)})
        control->setEnabled(editable);
}

void ContenderCard::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(8), theme.base, theme.line);
    const QRect head(Metrics::px(14), m_name->y(), Metrics::px(20), m_name->height());
    painter.setFont(m_name->font());
    painter.setPen(theme.text);
    painter.drawText(head, Qt::AlignVCenter, letter());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(seriesPen(m_contender, 3));
    const double y = head.center().y() + 1;
    painter.drawLine(QPointF(Metrics::px(kLineLeft), y), QPointF(Metrics::px(kLineLeft + kLineWidth), y));
}

}
