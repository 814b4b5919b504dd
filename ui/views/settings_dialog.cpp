#include "ui/views/settings_dialog.h"

#include "engine/base/cpu.h"
#include "ui/charts/theme.h"
#include "ui/models/effort.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

namespace embedscope {

namespace {

QLabel* headingLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(Metrics::heading());
    label->setContentsMargins(0, Metrics::px(8), 0, 0);
    return label;
}

}

SettingsDialog::SettingsDialog(Workbench& workbench, Settings& settings, QWidget* parent)
    : QDialog(parent)
    , m_workbench(workbench)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setAccessibleName(tr("Settings"));
    setModal(false);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(Metrics::px(24));
    form->setVerticalSpacing(Metrics::px(8));
    addLook(*form);
    addSearch(*form);
    addWork(*form);
    auto* close = new ActionButton(ActionButton::Kind::Ordinary, tr("Close"), {}, this);
    close->setObjectName(QStringLiteral("closeSettingsPushButton"));
    close->setAccessibleName(tr("Close the settings"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, Metrics::px(16), edge, edge);
    layout->setSpacing(Metrics::px(16));
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(close, 0, Qt::AlignRight);
    setMinimumWidth(Metrics::px(480));
}

void SettingsDialog::addLook(QFormLayout& form)
{
    auto* themes = new QComboBox(this);
    themes->setObjectName(QStringLiteral("themeComboBox"));
    themes->setAccessibleName(tr("Colours"));
    themes->addItem(tr("As the desktop"), QStringLiteral("system"));
    themes->addItem(tr("Light"), QStringLiteral("light"));
    themes->addItem(tr("Dark"), QStringLiteral("dark"));
    themes->setCurrentIndex(std::max(0, themes->findData(m_settings.theme())));
    connect(themes, &QComboBox::activated, this, [this, themes] {
        m_settings.setTheme(themes->currentData().toString());
        Theme::apply(Theme::choiceFromName(m_settings.theme()));
        emit themeChosen();
    });
    form.addRow(headingLabel(tr("Look"), this));
    form.addRow(tr("Colours"), themes);
}

void SettingsDialog::addSearch(QFormLayout& form)
{
    auto* forget = new ActionButton(ActionButton::Kind::Ordinary, tr("Forget the last searches"), {}, this);
    forget->setObjectName(QStringLiteral("forgetSearchesPushButton"));
    forget->setAccessibleName(forget->text());
    forget->setEnabled(!m_settings.lastQueries().isEmpty());
    connect(forget, &QPushButton::clicked, this, [this, forget] {
        m_settings.clearQueries();
        forget->setEnabled(false);
    });
    form.addRow(headingLabel(tr("Search"), this));
    form.addRow(QString(), forget);
}

void SettingsDialog::addWork(QFormLayout& form)
{
    auto* effort = new QComboBox(this);
    effort->setObjectName(QStringLiteral("effortComboBox"));
    effort->setAccessibleName(tr("How much of the computer indexing may take"));
    effort->addItem(tr("Gentle: half of the cores"), static_cast<int>(Effort::Gentle));
    effort->addItem(tr("Balanced: what other programs leave"), static_cast<int>(Effort::Balanced));
    effort->addItem(tr("All cores"), static_cast<int>(Effort::AllCores));
    const auto showEffort = [this, effort] {
        effort->setCurrentIndex(effort->findData(static_cast<int>(effortOf(m_workbench.chosenOptions()))));
    };
    showEffort();
    effort->setToolTip(tr("On battery it is gentle by itself."));
    connect(effort, &QComboBox::activated, this, [this, effort] {
        const auto chosen = static_cast<Effort>(effort->currentData().toInt());
        m_workbench.setEmbedOptions(withEffort(m_workbench.chosenOptions(), chosen));
    });
    connect(&m_workbench, &Workbench::embedOptionsChanged, effort, showEffort);
    auto* workers = new QSpinBox(this);
    workers->setObjectName(QStringLiteral("workersSpinBox"));
    workers->setAccessibleName(tr("Workers"));
    const int processors = static_cast<int>(allowedProcessors().size());
    workers->setRange(1, std::max({1, processors, m_workbench.embedOptions().workers}));
    workers->setValue(m_workbench.chosenOptions().workers);
    auto* tokens = new QSpinBox(this);
    tokens->setObjectName(QStringLiteral("packTokensSpinBox"));
    tokens->setAccessibleName(tr("Tokens in a pack"));
    tokens->setRange(16, 1024);
    tokens->setSingleStep(16);
    tokens->setValue(m_workbench.embedOptions().packTokens);
    auto* pin = new QCheckBox(tr("Keep each worker on one core"), this);
    pin->setObjectName(QStringLiteral("pinCheckBox"));
    pin->setAccessibleName(pin->text());
    pin->setChecked(m_workbench.embedOptions().pin);
    const auto apply = [this, workers, tokens, pin] {
        EmbedOptions options = m_workbench.chosenOptions();
        options.workers = workers->value();
        options.packTokens = tokens->value();
        options.pin = pin->isChecked();
        m_workbench.setEmbedOptions(options); // the window keeps them
    };
    connect(workers, &QSpinBox::editingFinished, this, apply);
    connect(tokens, &QSpinBox::editingFinished, this, apply);
    connect(pin, &QCheckBox::toggled, this, apply);
    connect(&m_workbench, &Workbench::embedOptionsChanged, workers,
            [this, workers] { workers->setValue(m_workbench.chosenOptions().workers); });
    form.addRow(headingLabel(tr("Work"), this));
    form.addRow(tr("Indexing takes"), effort);
    form.addRow(tr("Workers"), workers);
    form.addRow(tr("Tokens in a pack"), tokens);
    form.addRow(QString(), pin);
}

}
