#include "ui/views/model_row.h"

#include "ui/views/elided_label.h"
#include "ui/views/painting.h"
#include "ui/views/token_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

ModelRow::ModelRow(const QString& name, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("modelRowWidget"));
    setAccessibleName(name);
    QFont bold = Metrics::body();
    bold.setBold(true);
    m_name = new ElidedLabel(this);
    m_name->setObjectName(QStringLiteral("modelRowNameLabel"));
    m_name->setFont(bold);
    m_name->setText(name);
    m_mark = new QLabel(this);
    m_mark->setObjectName(QStringLiteral("modelRowMarkLabel"));
    m_mark->setFont(Metrics::small());
    m_mark->hide();
    m_detail = new ElidedLabel(this);
    m_detail->setObjectName(QStringLiteral("modelRowDetailLabel"));
    m_detail->setFont(Metrics::small());
    m_detail->setForegroundRole(QPalette::PlaceholderText);
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("modelRowRemarkLabel"));
    m_remark->setFont(Metrics::small());
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setWordWrap(true);
    m_remark->hide();
    m_bar = new TokenBar(tr("Progress of %1").arg(name), this);
    m_bar->setObjectName(QStringLiteral("modelRowProgressWidget"));
    m_bar->hide();
    auto* top = new QHBoxLayout;
    top->setSpacing(Metrics::px(10));
    top->addWidget(m_name);
    top->addWidget(m_mark);
    top->addStretch(1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(Metrics::px(3));
    texts->addLayout(top);
    texts->addWidget(m_detail);
    texts->addWidget(m_remark);
    texts->addWidget(m_bar);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(Metrics::px(4));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, Metrics::px(10), 0, Metrics::px(11));
    layout->setSpacing(Metrics::px(12));
    layout->addLayout(texts, 1);
    layout->addLayout(m_buttons);
    colour();
}

QString ModelRow::name() const
{
    return m_name->text();
}

void ModelRow::setMark(const QString& word)
{
    m_mark->setText(word);
    m_mark->setVisible(!word.isEmpty());
}

void ModelRow::setDetail(const QString& line)
{
    m_detail->setText(line);
}

void ModelRow::setRemark(const QString& sentence, bool problem)
{
    m_problem = problem;
    m_remark->setText(sentence);
    m_remark->setVisible(!sentence.isEmpty());
    colour();
}

void ModelRow::setShare(double share)
{
    m_bar->setVisible(share >= 0);
    m_bar->setShare(share);
}

ActionButton* ModelRow::addButton(ActionButton::Kind kind, const QString& text, const QString& accessible,
                                  const char* objectName)
{
    auto* button = new ActionButton(kind, text, {}, this);
    button->setObjectName(QLatin1String(objectName));
    button->setAccessibleName(accessible);
    addControl(button);
    return button;
}

void ModelRow::addControl(QWidget* control)
{
    m_buttons->addWidget(control, 0, Qt::AlignVCenter);
}

void ModelRow::clearButtons()
{
    while (QLayoutItem* const item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of them may be the sender
        delete item;
    }
}

void ModelRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
}

void ModelRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_remark)
        colour();
}

void ModelRow::colour()
{
    const Theme& theme = Theme::current();
    const auto ink = [](QLabel* label, const QColor& color) {
        QPalette colours = label->palette();
        colours.setColor(QPalette::WindowText, color);
        label->setPalette(colours);
    };
    ink(m_mark, theme.accentText);
    ink(m_remark, m_problem ? theme.problem : theme.text2);
}

}
