#include "ui/views/checks_card.h"

#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace embedscope {

namespace {

constexpr int kTwoColumnsFrom = 560;

/// A sign beside a line in bold and one in grey; never told by its colour alone.
class CheckSign : public QWidget
{
public:
    CheckSign(const ModelCheck& check, QWidget* parent)
        : QWidget(parent)
        , m_passed(check.passed)
        , m_grave(check.grave)
    {
        setFixedSize(Metrics::px(24), Metrics::px(24));
        setAccessibleName(check.passed      ? ChecksCard::tr("Passed")
                              : check.grave ? ChecksCard::tr("Failed")
                                            : ChecksCard::tr("To look at"));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        painting::icon(painter, rect(),
                       m_passed      ? QStringLiteral("shield")
                           : m_grave ? QStringLiteral("warning")
                                     : QStringLiteral("info"),
                       20,
                       m_passed      ? theme.ok
                           : m_grave ? theme.problem
                                     : theme.markText);
    }

private:
    bool m_passed, m_grave;
};

QLabel* greyLabel(const QString& objectName, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setFont(Metrics::small());
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}

ChecksCard::ChecksCard(Workbench& workbench, QWidget* parent)
    : CardBox(tr("Fidelity"), parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("modelChecksWidget"));
    m_runAgain =
        new ActionButton(ActionButton::Kind::Ordinary, tr("Run again"), QStringLiteral("retry"), this);
    m_runAgain->setObjectName(QStringLiteral("modelRunAgainPushButton"));
    m_runAgain->setAccessibleName(tr("Run the checks again"));
    head()->addStretch();
    head()->addWidget(m_runAgain);
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(Metrics::px(24));
    m_grid->setVerticalSpacing(Metrics::px(12));
    m_remark = greyLabel(QStringLiteral("modelCheckRemarkLabel"), this);
    body()->addLayout(m_grid);
    body()->addSpacing(Metrics::px(4));
    body()->addWidget(m_remark);
    connect(m_runAgain, &QPushButton::clicked, this, [this] {
        if (const std::shared_ptr<const Model> model = m_workbench.model())
            m_workbench.checks()->run(model);
    });
    connect(workbench.checks(), &ModelChecks::changed, this, &ChecksCard::showChecks);
    showChecks();
}

void ChecksCard::showChecks()
{
    const ModelChecks& checks = *m_workbench.checks();
    m_runAgain->setEnabled(!checks.running());
    if (checks.running()) {
        titleLabel()->setText(tr("Fidelity: being checked"));
        return; // what is known of the last run stays until then
    }
    qDeleteAll(m_rows);
    m_rows.clear();
    int passed = 0, wrong = 0;
    for (const ModelCheck& check : checks.checks()) {
        passed += check.passed;
        wrong += !check.passed && check.grave;
        m_rows.append(checkRow(check));
    }
    const int look = static_cast<int>(m_rows.size()) - passed - wrong;
    QString title = tr("Fidelity: %1 checks passed").arg(passed);
    if (look > 0)
        title = tr("%1, %2 to look at").arg(title).arg(look);
    if (wrong > 0)
        title = tr("%1, %2 wrong").arg(title).arg(wrong);
    titleLabel()->setText(title);
    m_remark->setText(tr("Checked in %1, on the model that is open. More in the terminal: "
                         "embedscope-cli inspect.")
                          .arg(wording::duration(checks.milliseconds())));
    m_columns = 0;
    placeRows();
}

QWidget* ChecksCard::checkRow(const ModelCheck& check)
{
    auto* row = new QWidget(this);
    auto* title = new QLabel(check.title, row);
    QFont bold = Metrics::body();
    bold.setBold(true);
    title->setFont(bold);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    auto* detail = greyLabel(QStringLiteral("modelCheckDetailLabel"), row);
    detail->setText(check.detail);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(Metrics::px(2));
    texts->addWidget(title);
    texts->addWidget(detail);
    texts->addStretch();
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(12));
    layout->addWidget(new CheckSign(check, row), 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    return row;
}

/// The worst stay on top: rows are filled from left to right.
void ChecksCard::placeRows()
{
    const int columns = width() >= Metrics::px(kTwoColumnsFrom) ? 2 : 1;
    if (columns == m_columns)
        return;
    m_columns = columns;
    while (QLayoutItem* const item = m_grid->takeAt(0))
        delete item;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_grid->addWidget(m_rows[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
        m_rows[i]->show();
    }
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void ChecksCard::resizeEvent(QResizeEvent* event)
{
    CardBox::resizeEvent(event);
    placeRows();
}

}
